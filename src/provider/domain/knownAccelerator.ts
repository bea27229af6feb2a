import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Libvirt } from "../../libvirt";
import { parse } from "../../xml/tree/parse";
import { textAt } from "../../xml/tree/query";
import { readRecord, writeRecord } from "../cache/cacheRecord";
import { cacheSubfolder } from "../cache/cacheSubfolder";

/** libvirt's word for an accelerator. */
export type DomainType = "kvm" | "qemu";

const TYPES: readonly string[] = ["kvm", "qemu"] satisfies DomainType[];
const BOOT_ID = "/proc/sys/kernel/random/boot_id";
const KVM_DEVICE = "/dev/kvm";

/** A host without DMI has another UUID at each start of its daemon, and so leaves records that nobody asks for again. */
const KEPT_DAYS = 30;

/**
 * What an earlier run found out on this host, or else what a trial finds out now. Later runs are spared the trial until the
 * host is started anew, gets another QEMU, or its device for KVM changes.
 */
export async function knownAccelerator(
    libvirt: Libvirt,
    tryOut: () => Promise<DomainType>,
): Promise<DomainType> {
    const record = await recordOf(libvirt).catch(() => undefined);
    if (record === undefined) return tryOut();
    const text = await readRecord(record);
    if (TYPES.includes(text)) return text as DomainType; // one of the two, as was just seen
    const type = await tryOut();
    await writeRecord(record, type);
    await forgetOld(dirname(record)).catch(() => undefined);
    return type;
}

/** Fails where something that an answer depends on cannot be told. */
async function recordOf(libvirt: Libvirt): Promise<string> {
    const [capabilities, qemu, boot, device, folder] = await Promise.all([
        libvirt.call("connectGetCapabilities", {}),
        libvirt.call("connectGetVersion", {}),
        readFile(BOOT_ID, "utf8"),
        deviceState(),
        cacheSubfolder("accelerators"),
    ]);
    const host = parse(capabilities);
    const uuid = textAt(host, "host", "uuid");
    if (uuid === undefined) throw new Error("The host has no UUID.");
    const key = [uuid, boot.trim(), qemu, device].join(" ");
    return join(folder, createHash("sha256").update(key).digest("hex"));
}

/** Changes when the device comes, goes, or gets another owner or mode. */
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
