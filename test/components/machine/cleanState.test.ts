import { hardwareText, readinessOf } from "../../../src/components/machine/cleanState";
import { promiseOf } from "../recording";

const nic = { mac: "52:54:00:00:00:01", network: "lan", model: "rtl8139" };
const args = {
    memoryMiB: 256,
    disks: { hda: { file: "/a" } },
    interfaces: { lan: nic },
    title: "one",
};
const textOf = (changed: object) => promiseOf(hardwareText({ ...args, ...changed }));

test.each([
    ["memory", { memoryMiB: 512 }],
    ["image", { disks: { hda: { file: "/b" } } }],
    ["NIC", { interfaces: { lan: { ...nic, model: "pcnet" } } }],
    ["name", { name: "other" }],
])("another %s is another text: the clean state is taken again", async (_what, changed) => {
    expect(await textOf(changed)).not.toBe(await textOf({}));
});

test.each([
    ["screen password", { graphics: { password: "Canary7!" } }],
    ["title", { title: "two" }],
    ["network", { interfaces: { lan: { ...nic, network: "other" } } }],
    ["CD", { cdroms: { hdc: { file: "/b.iso" } } }],
    ["order of writing", { disks: args.disks, memoryMiB: 256 }],
])("another %s is the same text", async (_what, changed) => {
    const cdroms = { hdc: { file: "/a.iso" } };
    expect(await textOf({ cdroms, ...changed })).toBe(await textOf({ cdroms }));
});

const ready = { serialText: "READY" };

test.each([
    [{ readyWhen: ready }, "nothing", ready],
    [{}, "dhcp", undefined],
    [{ cleanState: {} }, "dhcp", { lease: true, settleSeconds: 30 }],
    [{ cleanState: {}, readyWhen: ready }, "dhcp", ready],
    [{ cleanState: { readyWhen: ready } }, "nothing", ready],
    [{ cleanState: {} }, "nothing", undefined],
] as const)("of %j on reach %s it is %j that is waited for", (machine, reach, waited) => {
    expect(readinessOf(machine, reach)).toEqual(waited);
});
