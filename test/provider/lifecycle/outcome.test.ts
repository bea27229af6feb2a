import { ConnectionLostError } from "../../../src/libvirt";
import { undoable } from "../../../src/provider/lifecycle/outcome";
import { libvirtError } from "../fakeLibvirt";

/** The undo steps that a call registers, and its result. */
async function endOf(call: Promise<string>) {
    const registered: string[] = [];
    const end = await undoable(call, () => registered.push("undo")).catch(
        (error: unknown) => error,
    );
    return { end, registered };
}

test("registers the undo step of an object that was created", async () => {
    expect(await endOf(Promise.resolve("it"))).toEqual({ end: "it", registered: ["undo"] });
});

test("registers none after a refusal of libvirt", async () => {
    const refused = libvirtError("storageVolumeExists");
    expect(await endOf(Promise.reject(refused))).toEqual({ end: refused, registered: [] });
});

test("registers the undo step of a call without an answer", async () => {
    const lost = new ConnectionLostError("storageVolCreateXML", true);
    expect(await endOf(Promise.reject(lost))).toEqual({ end: lost, registered: ["undo"] });
});
