import type { Libvirt } from "../../src/libvirt";
import { runningDomain } from "../../src/standIn/runningDomain";

function hostWith(...names: string[]): Pick<Libvirt, "call" | "uri"> {
    const domains = names.map((name, id) => ({ name, id, uuid: "" }));
    // The one call that is made.
    const call = (() => Promise.resolve(domains)) as unknown as Libvirt["call"];
    return { uri: "qemu:///system", call };
}

test.each([
    ["xp-1", ["xp-1", "lab-dev-xp-1"], "xp-1"],
    ["xp-1", ["lab-dev-xp-10", "lab-dev-xp-1"], "lab-dev-xp-1"],
])("finds %p among %p", async (machine, names, expected) => {
    expect((await runningDomain(hostWith(...names), machine)).name).toBe(expected);
});

test.each([
    [
        "1",
        ["b-1", "a-1"],
        { message: '"1" could be any of a-1, b-1.', remedy: "Write the whole name." },
    ],
    [
        "xp",
        ["b-1", "a-1"],
        { message: 'No machine "xp" runs on "qemu:///system".', remedy: "These do: a-1, b-1." },
    ],
    [
        "xp",
        [],
        { message: 'No machine "xp" runs on "qemu:///system".', remedy: "Nothing runs there." },
    ],
])("refuses %p among %p", async (machine, names, expected) => {
    await expect(runningDomain(hostWith(...names), machine)).rejects.toMatchObject(expected);
});
