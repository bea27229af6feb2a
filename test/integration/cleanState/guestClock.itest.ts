import { setGuestClock } from "../../../src/cleanState/guestClock";
import { storedDefinition } from "../../../src/cleanState/reset";
import { Libvirt } from "../../../src/libvirt";
import { DrivenDomain } from "../support/domain/drivenDomain";
import { testName } from "../support/host/names";

jest.setTimeout(120_000);

const name = testName("clock");
const CHANNEL =
    "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>";
/** virErrorNumber VIR_ERR_AGENT_UNRESPONSIVE. */
const AGENT_UNRESPONSIVE = 86;

test("libvirt passes the time to an agent, and without one leaves the clock alone", async () => {
    const libvirt = await Libvirt.open("qemu:///system");
    const guest = await DrivenDomain.create(name, {
        accelerator: "tcg",
        memoryMiB: 16,
        shutdownTimeoutSeconds: 0,
        extraXml: [{ at: "/domain/devices", xml: CHANNEL }],
    });
    try {
        const domain = await libvirt.call("domainLookupByName", { name });
        const time = { seconds: 1_000_000_000n, nanoseconds: 0 };
        await expect(libvirt.call("domainSetTime", { domain, ...time })).rejects.toMatchObject({
            code: AGENT_UNRESPONSIVE,
            message: "Guest agent is not responding: QEMU guest agent is not connected",
        });
        const stored = await storedDefinition(libvirt, domain);
        expect(await setGuestClock(libvirt, domain, stored, { patienceMs: 0 })).toBe(false);
    } finally {
        await guest.destroy();
        libvirt.close();
    }
});
