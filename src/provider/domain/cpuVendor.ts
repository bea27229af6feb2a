import { addDefaults, defaultedFields, withoutDefault } from "../lifecycle/defaults";
import type { Properties } from "../lifecycle/wire";

const AMD = "AuthenticAMD";
const INTEL = "GenuineIntel";

/** Whose the processors are that QEMU's models of no real one imitate (QEMU target/i386/cpu.c, builtin_x86_defs). */
const VENDORS: ReadonlyMap<unknown, string> = new Map([
    ["qemu64", AMD],
    ["qemu32", INTEL],
    ["kvm64", INTEL],
    ["kvm32", INTEL],
]);

/**
 * The vendor that goes with the model, for a domain that is made or gets another model. Without one QEMU shows that of the
 * host under KVM, that of the model under emulation (https://libvirt.org/formatdomain.html#cpu-model-and-topology, vendor_id),
 * and the guest finds another processor on another host.
 */
export function withCpuVendor(inputs: Properties, olds: Properties): Properties {
    const { cpuModel } = inputs;
    if (olds["cpuModel"] === cpuModel) return inputs;
    const open = defaultedFields(inputs).has("cpuVendorId")
        ? withoutDefault(inputs, "cpuVendorId")
        : inputs;
    const vendor = VENDORS.get(cpuModel);
    return vendor === undefined ? open : addDefaults(open, { cpuVendorId: vendor });
}
