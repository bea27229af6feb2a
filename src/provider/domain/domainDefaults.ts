import { noFreeSlot } from "../../errors";
import { failureOf } from "../../schema/core/failures";
import { chooseSlots } from "../../xml/domain/write/pciSlots";
import { hostDeviceDefaults } from "./hostDevices/hostDeviceDefaults";
import { namedDefaults, isWithout, macFrom, serialFrom } from "../lifecycle/creationDefaults";
import { withCpuVendor } from "./cpuVendor";
import { addDefaults } from "../lifecycle/defaults";
import { iotuneFor, withDefaultLimits } from "./limits/limitDefaults";
import type { DefaultsContext, WithDefaults } from "../lifecycle/resource";
import { withScreenPassword } from "./screenPassword";
import { entriesOf, isRecord, type Properties } from "../lifecycle/wire";

/** Adds what identifies a guest and its devices (UUID, CPU vendor, MAC addresses, PCI slots), chosen once, and limits and a password. */
export function domainDefaults(inputs: Properties, context: DefaultsContext): WithDefaults {
    const { olds } = context;
    const known = withScreenPassword(withCpuVendor(inputs, olds), olds);
    const { inputs: named } = namedDefaults(known, context);
    const { slots, failures } = slotsFor(named, olds);
    const hostdevs = hostDeviceDefaults(named["hostdevs"], olds["hostdevs"]);
    const serial = (name: string, seed: unknown) =>
        isWithout(olds["disks"], name, "serial") ? {} : { serial: serialFrom(seed, name) };
    const seed = named["identitySeed"] ?? named["uuid"];
    return {
        inputs: {
            ...withDefaultLimits(named, olds),
            ...replaced("disks", named, (name, disk) =>
                addDefaults(disk, {
                    ...serial(name, seed),
                    ...iotuneFor(named, name, olds),
                    ...slots[`disks.${name}`],
                }),
            ),
            ...hostdevs.inputs,
            ...replaced("interfaces", named, (name, nic) =>
                addDefaults(nic, { mac: macFrom(seed, name), ...slots[`interfaces.${name}`] }),
            ),
        },
        failures: [...failures, ...hostdevs.failures],
    };
}

/** PCI slots for devices without one, by property. */
function slotsFor(inputs: Properties, olds: Properties) {
    const plugged = ["interfaces", "disks"].flatMap((kind) =>
        entriesOf(inputs[kind])
            .filter(([, device]) => kind === "interfaces" || device["bus"] === "virtio")
            .map(([name, { pciSlot }]) => ({
                property: `${kind}.${name}`,
                pciSlot,
                isOpen: pciSlot === undefined && !isWithout(olds[kind], name, "pciSlot"),
            })),
    );
    const taken = plugged.flatMap(({ pciSlot }) => (typeof pciSlot === "number" ? [pciSlot] : []));
    const open = plugged.filter(({ isOpen }) => isOpen);
    const chosen = chooseSlots(
        open.map(({ property }) => property),
        new Set(taken),
    );
    return {
        slots: Object.fromEntries(
            Object.entries(chosen).map(([property, pciSlot]) => [property, { pciSlot }] as const),
        ),
        failures: open
            .filter(({ property }) => chosen[property] === undefined)
            .map(({ property }) => failureOf(noFreeSlot([property, "pciSlot"]))),
    };
}

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
