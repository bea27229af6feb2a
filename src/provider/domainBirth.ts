import { chooseSlots } from "../xml/pciSlots";
import { birthOfNamed, macFrom, serialFrom } from "./birth";
import { addBorn } from "./defaults";
import type { BirthContext, Born } from "./resource";
import { isRecord, type Properties } from "./wire";

/** UUID, MAC addresses and PCI slots: what the guest knows itself and its devices by, chosen once. */
export function birthOfDomain(inputs: Properties, context: BirthContext): Born {
    const { inputs: named } = birthOfNamed(inputs, context);
    const disks = entriesOf(named["disks"]);
    const nics = entriesOf(named["interfaces"]);
    const plugged = [...nics, ...disks.filter(([, disk]) => disk["bus"] === "virtio")];
    const open = plugged.filter(([, device]) => device["pciSlot"] === undefined);
    const taken = plugged.flatMap(([, { pciSlot }]) =>
        typeof pciSlot === "number" ? [pciSlot] : [],
    );
    const slots = chooseSlots(
        open.map(([name]) => name),
        new Set(taken),
    );
    const slotOf = (name: string, device: Properties) =>
        slots[name] === undefined || device["pciSlot"] !== undefined
            ? {}
            : { pciSlot: slots[name] };
    const seed = named["identitySeed"] ?? named["uuid"];
    return {
        inputs: {
            ...named,
            ...replaced("disks", named, (name, disk) =>
                addBorn(disk, { serial: serialFrom(seed, name), ...slotOf(name, disk) }),
            ),
            ...replaced("interfaces", named, (name, nic) =>
                addBorn(nic, { mac: macFrom(seed, name), ...slotOf(name, nic) }),
            ),
        },
        failures: [],
    };
}

/** Devices of a record; what has no such shape is left for the check to refuse. */
const entriesOf = (devices: unknown): [string, Properties][] =>
    isRecord(devices)
        ? Object.entries(devices).filter((entry): entry is [string, Properties] =>
              isRecord(entry[1]),
          )
        : [];

function replaced(
    key: string,
    inputs: Properties,
    change: (name: string, device: Properties) => Properties,
): Properties {
    const devices = inputs[key];
    if (!isRecord(devices)) return {};
    const changed = entriesOf(devices).map(
        ([name, device]) => [name, change(name, device)] as const,
    );
    return { [key]: { ...devices, ...Object.fromEntries(changed) } };
}
