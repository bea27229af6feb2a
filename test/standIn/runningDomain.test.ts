import type { Libvirt } from "../../src/libvirt";
import { runningDomain } from "../../src/standIn/runningDomain";

function hostWith(...names: string[]): Pick<Libvirt, "call" | "uri"> {
    const domains = names.map((name, id) => ({ name, id, uuid: "" }));
    // The only call.
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
        '2 machines are called "1". Use one of "a-1", "b-1". [machine-ambiguous]',
    ],
    [
        "xp",
        ["b-1", "a-1"],
        'No machine "xp" is running at "qemu:///system". Name a running one: a-1, b-1. [machine-not-running]',
    ],
    [
        "xp",
        [],
        'No machine "xp" is running at "qemu:///system". Start the machine first: none is running. [machine-not-running]',
    ],
])("refuses %p among %p", async (machine, names, message) => {
    await expect(runningDomain(hostWith(...names), machine)).rejects.toThrow(new Error(message));
});
