import { ConnectionLostError } from "../../../src/libvirt";
import { undoable } from "../../../src/provider/lifecycle/outcome";
import { libvirtError } from "../fakeLibvirt";

/** What a call that ends so registers, and how it ends. */
async function endOf(call: Promise<string>) {
    const registered: string[] = [];
    const end = await undoable(call, () => registered.push("undo")).catch(
        (error: unknown) => error,
    );
    return { end, registered };
}

test("what was made is to be undone", async () => {
    expect(await endOf(Promise.resolve("it"))).toEqual({ end: "it", registered: ["undo"] });
});

test("what libvirt refused is not", async () => {
    const refused = libvirtError("storageVolumeExists");
    expect(await endOf(Promise.reject(refused))).toEqual({ end: refused, registered: [] });
});

test("a call without an answer is to be undone", async () => {
    const lost = new ConnectionLostError("storageVolCreateXML", true);
    expect(await endOf(Promise.reject(lost))).toEqual({ end: lost, registered: ["undo"] });
});
