import { domainSaved } from "../../errors";
import type { Domain as LibvirtDomain, Libvirt } from "../../libvirt";
import { DomainBlockCopy } from "../../libvirt/flags";
import { Domain } from "../../schema/domain/domain";
import { element, print } from "../../xml/tree/element";
import { copyDisk } from "./copyDisk";
import { readStored, type DomainView } from "./domainView";
import { withPausedGuest } from "./pausedGuest";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { forgetDomain } from "../storage/hostFiles";
import type { UpdateContext } from "../lifecycle/resource";
import { isMove } from "../volume/volumeMoves";

/** A raw disk and the qcow2 volume that replaces it. */
interface Move {
    readonly target: string;
    readonly from: string;
    readonly to: string;
}

/**
 * Copies raw disks into the qcow2 volumes that replace them, because libvirt probes what a guest writes to the beginning of a
 * raw one. A running guest keeps running meanwhile, and its definition then has the copy. For a guest that is off, a QEMU
 * with only the disk makes the copy. After an interruption the next run completes it.
 *
 * @returns Whether there was such a disk.
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
            await withPausedGuest(
                libvirt,
                { prefix: "xplab-copy", type: "qemu", devices: [diskXml(move)] },
                (guest) => copy(libvirt, guest, move, signal),
            );
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

/** A disk that was resized on the host has another file system by now. */
async function hasSameSize(libvirt: Libvirt, domain: LibvirtDomain, { target, to }: Move) {
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path: to }));
    if (volume === undefined) return false;
    const [there, disk] = await Promise.all([
        libvirt.call("storageVolGetInfo", { volume }),
        // The definition says raw, so the disk's first bytes do not matter here.
        libvirt.call("domainGetBlockInfo", { domain, disk: target }),
    ]);
    return there.capacity === disk.capacity;
}

const BUSES: Readonly<Record<string, string>> = { hd: "ide", sd: "scsi" };

const diskXml = ({ target, from }: Move) =>
    element(
        "disk",
        { type: "file", device: "disk" },
        element("driver", { name: "qemu", type: "raw" }),
        element("source", { file: from }),
        element("target", { dev: target, bus: BUSES[target.slice(0, 2)] ?? "virtio" }),
    );

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
