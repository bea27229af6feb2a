import { addDefaults, defaultedFields, withoutDefault } from "../lifecycle/defaults";
import type { Properties } from "../lifecycle/wire";

const AMD = "AuthenticAMD";
const INTEL = "GenuineIntel";

/** Vendors of QEMU's generic CPU models (QEMU target/i386/cpu.c, builtin_x86_defs). */
const VENDORS: ReadonlyMap<unknown, string> = new Map([
    ["qemu64", AMD],
    ["qemu32", INTEL],
    ["kvm64", INTEL],
    ["kvm32", INTEL],
]);

/**
 * Adds the model's vendor to a domain that is created or gets another model. Without it, QEMU reports the host's vendor under
 * KVM and the model's under emulation (https://libvirt.org/formatdomain.html#cpu-model-and-topology, vendor_id), so the guest
 * would find another processor on another host.
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
