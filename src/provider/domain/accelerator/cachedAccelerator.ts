import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Libvirt } from "../../../libvirt";
import { parse } from "../../../xml/tree/parse";
import { textAt } from "../../../xml/tree/query";
import { readRecord, writeRecord } from "../../cache/cacheRecord";
import { cacheFolder } from "../../cache/cacheFolder";

/** libvirt's name for an accelerator. */
export type DomainType = "kvm" | "qemu";

const TYPES: readonly string[] = ["kvm", "qemu"] satisfies DomainType[];
const BOOT_ID = "/proc/sys/kernel/random/boot_id";
const KVM_DEVICE = "/dev/kvm";

/** A host without DMI gets a new UUID with each start of its daemon, so its records are never read again. */
const KEPT_DAYS = 30;

/** The result of an earlier run on this host, else of a probe. It is valid until a reboot, another QEMU, or a change of /dev/kvm. */
export async function cachedAccelerator(
    libvirt: Libvirt,
    probe: () => Promise<DomainType>,
): Promise<DomainType> {
    const record = await recordOf(libvirt).catch(() => undefined);
    if (record === undefined) return probe();
    const text = await readRecord(record);
    if (TYPES.includes(text)) return text as DomainType; // checked by the condition
    const type = await probe();
    await writeRecord(record, type);
    await forgetOld(dirname(record)).catch(() => undefined);
    return type;
}

/** Fails when something that the result depends on cannot be read. */
async function recordOf(libvirt: Libvirt): Promise<string> {
    const [capabilities, qemu, boot, device, folder] = await Promise.all([
        libvirt.call("connectGetCapabilities", {}),
        libvirt.call("connectGetVersion", {}),
        readFile(BOOT_ID, "utf8"),
        deviceState(),
        cacheFolder("accelerators"),
    ]);
    const host = parse(capabilities);
    const uuid = textAt(host, "host", "uuid");
    if (uuid === undefined) throw new Error("The host has no UUID.");
    const key = [uuid, boot.trim(), qemu, device].join(" ");
    return join(folder, createHash("sha256").update(key).digest("hex"));
}

/** Changes when the device appears, disappears, or gets another owner or mode. */
async function deviceState(): Promise<string> {
    const found = await stat(KVM_DEVICE).catch(() => undefined);
    return found === undefined ? "none" : [found.rdev, found.mode, found.uid, found.gid].join(" ");
}

async function forgetOld(folder: string): Promise<void> {
    const oldestMs = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
    for (const name of await readdir(folder)) {
        const file = join(folder, name);
        if ((await stat(file)).mtimeMs < oldestMs) await rm(file, { force: true });
    }
}
