import { randomBytes } from "node:crypto";
import { domainSaved } from "../../errors";
import type { Domain as LibvirtDomain, Libvirt } from "../../libvirt";
import { destroyDomain } from "../../libvirt/destroyDomain";
import { DomainBlockCopy, DomainStart } from "../../libvirt/flags";
import { Domain } from "../../schema/domain/domain";
import { element, print } from "../../xml/tree/element";
import { copyDisk } from "./copyDisk";
import { readStored, type DomainView } from "./domainView";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { forgetDomain } from "../storage/hostFiles";
import type { UpdateContext } from "../lifecycle/resource";
import { isMove } from "../volume/volumeMoves";

/** A raw disk, and the qcow2 volume that takes its place. */
interface Move {
    readonly target: string;
    readonly from: string;
    readonly to: string;
}

/**
 * Copies what is on raw disks into the qcow2 volumes that take their place, since libvirt probes what a guest writes to the
 * beginning of a raw one. QEMU copies while the guest runs on, and then the definition has the copy; that of a guest that
 * is off is copied by a QEMU that has nothing but the disk. Cut off, it begins again.
 *
 * @returns Whether there was one.
 */
export async function convertRawDisks(
    view: DomainView,
    news: Domain,
    { libvirt, signal, log }: Pick<UpdateContext, "libvirt" | "signal" | "log">,
): Promise<boolean> {
    const moves = movesBetween(view, news);
    if (view.live === undefined) await refuseSaved(view, moves, libvirt);
    for (const move of moves) {
        log("status", `copying ${move.target}`);
        if (view.live === undefined)
            await withBareDisk(libvirt, move, (bare) => copy(libvirt, bare, move, signal));
        else if (await hasSameSize(libvirt, view.ref, move))
            await copy(libvirt, view.ref, move, signal);
        forgetDomain(libvirt, view.ref.uuid);
    }
    return moves.length > 0;
}

async function refuseSaved(
    { ref: domain }: DomainView,
    [move]: readonly Move[],
    libvirt: Libvirt,
): Promise<void> {
    if (move === undefined || !(await libvirt.call("domainHasManagedSaveImage", { domain })))
        return;
    throw domainSaved({ name: domain.name, target: move.target });
}

function movesBetween(view: DomainView, { disks: wanted }: Domain): Move[] {
    const disks = Domain.inputs.shape.disks.safeParse(readStored(view, {})["disks"]).data ?? {};
    return Object.entries(wanted).flatMap(([target, { file: to, format, backingChain }]) => {
        const old = disks[target];
        const moves =
            old?.format === "raw" &&
            format === "qcow2" &&
            backingChain.length === 0 &&
            !view.frozen.includes(old.file) &&
            isMove(old.file, to);
        return moves ? [{ target, from: old.file, to }] : [];
    });
}

/** One that was resized on the host has another file system by now. */
async function hasSameSize(libvirt: Libvirt, domain: LibvirtDomain, { target, to }: Move) {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path: to }));
    if (volume === undefined) return false;
    const [there, disk] = await Promise.all([
        libvirt.call("storageVolGetInfo", { volume }),
        // As the definition says that it is raw, its first bytes have no say in this.
        libvirt.call("domainGetBlockInfo", { domain, disk: target }),
    ]);
    return there.capacity === disk.capacity;
}

const MEMORY_MIB = 16;
const BUSES: Readonly<Record<string, string>> = { hd: "ide", sd: "scsi" };

/** Lends a guest that has nothing but the disk and never runs; libvirt ends it with the connection. */
async function withBareDisk(
    libvirt: Libvirt,
    { target, from }: Move,
    work: (bare: LibvirtDomain) => Promise<void>,
): Promise<void> {
    const definition = element(
        "domain",
        { type: "qemu" },
        element("name", {}, `xplab-copy-${randomBytes(8).toString("hex")}`),
        element("memory", { unit: "MiB" }, MEMORY_MIB),
        element("os", {}, element("type", { arch: "x86_64" }, "hvm")),
        element(
            "devices",
            {},
            element("controller", { type: "usb", model: "none" }),
            element(
                "disk",
                { type: "file", device: "disk" },
                element("driver", { name: "qemu", type: "raw" }),
                element("source", { file: from }),
                element("target", { dev: target, bus: BUSES[target.slice(0, 2)] ?? "virtio" }),
            ),
            element("memballoon", { model: "none" }),
        ),
    );
    const flags = DomainStart.PAUSED | DomainStart.AUTODESTROY;
    const bare = await libvirt.call("domainCreateXML", { xml: print(definition), flags });
    try {
        await work(bare);
    } finally {
        await destroyDomain(libvirt, bare);
    }
}

function copy(
    libvirt: Libvirt,
    domain: LibvirtDomain,
    { target: disk, to }: Move,
    signal: AbortSignal,
): Promise<void> {
    const xml = print(
        element(
            "disk",
            { type: "file", device: "disk" },
            element("driver", { type: "qcow2" }),
            element("source", { file: to }),
        ),
    );
    const flags = DomainBlockCopy.REUSE_EXT | DomainBlockCopy.TRANSIENT_JOB;
    const begin = () =>
        libvirt.call("domainBlockCopy", { domain, disk, xml, parameters: [], flags });
    return copyDisk(libvirt, { domain, disk, job: "copy", to }, begin, signal);
}
