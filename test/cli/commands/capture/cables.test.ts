import { unplugAll } from "../../../../src/cli/commands/capture/cables";
import type { Capture } from "../../../../src/cli/commands/capture/captures";
import { fakeLibvirt, libvirtError } from "../../../provider/fakeLibvirt";
import { someMachine } from "../../someMachine";

const capture = (uuid: string): Capture => ({
    machine: someMachine({ machine: uuid, uuid }),
    network: "lab-lan-dev",
    macAddress: "52:54:00:00:00:02",
    disk: undefined,
    file: `/images/${uuid}-capture`,
});

const LIVE = `<domain><devices>
    <interface type='bridge'><mac address='52:54:00:00:00:01'/></interface>
    <interface type='bridge'><mac address='52:54:00:00:00:02'/>
        <source network='lan' portid='a' bridge='virbr1'/><link state='up'/><alias name='ua-nic_lan'/></interface>
</devices></domain>`;

/** Domains by their UUID: the id that they have at one look and the next. */
function host(ids: Record<string, number[]>, update: (uuid: string) => void = () => undefined) {
    return fakeLibvirt({
        domainLookupByUUID: ({ uuid }: { uuid: string }) => {
            const id = ids[uuid]?.shift();
            if (id === undefined) throw libvirtError("noDomain");
            return { name: uuid, uuid, id };
        },
        domainGetXMLDesc: () => LIVE,
        domainUpdateDeviceFlags: ({ domain: { uuid } }: { domain: { uuid: string } }) =>
            update(uuid),
    });
}

const updates = (calls: ReturnType<typeof host>["calls"]) =>
    calls.filter(([procedure]) => procedure === "domainUpdateDeviceFlags");

test("unplugs a running guest's NIC, and changes nothing else", async () => {
    const { libvirt, calls } = host({ a: [3] });
    await unplugAll(libvirt, [capture("a")]);
    expect(updates(calls)).toEqual([
        [
            "domainUpdateDeviceFlags",
            {
                domain: { name: "a", uuid: "a", id: 3 },
                xml:
                    "<interface type='network'>\n  <mac address='52:54:00:00:00:02'/>\n" +
                    "  <source network='lan'/>\n  <alias name='ua-nic_lan'/>\n  <link state='down'/>\n</interface>\n",
                flags: 1,
            },
        ],
    ]);
});

test("ignores a guest that is off or gone", async () => {
    const { libvirt, calls } = host({ off: [-1] });
    await unplugAll(libvirt, [capture("off"), capture("gone")]);
    expect(updates(calls)).toEqual([]);
});

test("ignores a guest that ends meanwhile", async () => {
    const { libvirt } = host({ a: [3, -1] }, () => {
        throw libvirtError("operationInvalid");
    });
    await expect(unplugAll(libvirt, [capture("a")])).resolves.toBeUndefined();
});

test("unplugs the others if one fails, and reports it", async () => {
    const { libvirt, calls } = host({ a: [3, 3], b: [4] }, (uuid) => {
        if (uuid === "a") throw libvirtError("internalError", "it is stuck");
    });
    await expect(unplugAll(libvirt, [capture("a"), capture("b")])).rejects.toThrow("it is stuck");
    expect(updates(calls).length).toBe(2);
});
