import { interrupted } from "../../../src/errors";
import { startDomain } from "../../../src/provider/domain/domainPower";
import { callContext, failing, fakeLibvirt } from "../fakeLibvirt";

const domain = { name: "xp", uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6", id: -1 };

test("reports why libvirt cannot start a guest", async () => {
    const { libvirt } = fakeLibvirt({
        domainCreateWithFlags: failing("internalError", "process exited while connecting"),
        domainGetXMLDesc: () => "<domain/>",
    });
    await expect(startDomain(domain, callContext(libvirt))).rejects.toMatchObject({
        message:
            'Domain "xp" could not start: process exited while connecting. ' +
            "Fix the cause and run again. [cannot-start]",
    });
});

test("reports an interrupted start as interrupted", async () => {
    const cutOff = interrupted();
    const { libvirt } = fakeLibvirt({
        domainCreateWithFlags: () => {
            throw cutOff;
        },
    });
    await expect(startDomain(domain, callContext(libvirt))).rejects.toBe(cutOff);
});
