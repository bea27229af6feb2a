import { basename, dirname } from "node:path";
import type { Libvirt } from "../libvirt";
import { DomainBlockCopy, DomainStart } from "../libvirt/flags";
import { destroyDomain } from "../libvirt/destroyDomain";
import { Domain } from "../schema/domain";
import { element, print } from "../xml/element";
import { blockJobOf, pivotWhenCopied } from "./blockJob";
import { readStored, type DomainView } from "./domainView";
import { found } from "./found";
import { forgetDomain } from "./hostFiles";
import type { UpdateContext } from "./resource";

/** A raw disk, and the qcow2 volume that takes its place. */
interface Move {
    readonly target: string;
    readonly from: string;
    readonly to: string;
}

/**
 * Copies what is on raw disks into the qcow2 volumes that take their place: those of the same resource, made anew since
 * libvirt probes what a guest writes to the beginning of a raw one. QEMU copies while the guest runs on, and then the
 * definition has the copy; of a guest that is off, QEMU without a running guest does it. Cut off, it begins again.
 */
export async function carryDisks(
    view: DomainView,
    news: Domain,
    { libvirt, signal, log }: Pick<UpdateContext, "libvirt" | "signal" | "log">,
): Promise<void> {
    const { ref, live } = view;
    const candidates = movesBetween(view, news);
    const fitting = await Promise.all(candidates.map((move) => isAsLarge(libvirt, ref, move)));
    const moves = candidates.filter((_move, index) => fitting[index]);
    if (moves.length === 0) return;
    const domain =
        live === undefined
            ? await libvirt.call("domainCreateWithFlags", {
                  domain: ref,
                  flags: DomainStart.PAUSED | DomainStart.AUTODESTROY,
              })
            : ref;
    try {
        for (const move of moves) {
            log("status", `copying ${move.target}`);
            await copy(libvirt, domain, move, signal);
        }
    } finally {
        if (live === undefined) await destroyDomain(libvirt, domain);
        forgetDomain(libvirt, ref.uuid);
    }
}

function movesBetween(view: DomainView, { disks: wanted }: Domain): Move[] {
    const disks = Domain.inputs.shape.disks.safeParse(readStored(view, {})["disks"]).data ?? {};
    return Object.entries(wanted).flatMap(([target, { file: to, format, backingChain }]) => {
        const old = disks[target];
        const isMove =
            old?.format === "raw" &&
            format === "qcow2" &&
            backingChain.length === 0 &&
            !view.frozen.includes(old.file) &&
            stemOf(old.file) === stemOf(to);
        return isMove ? [{ target, from: old.file, to }] : [];
    });
}

/** A disk of another size has another file system, and is begun anew. */
async function isAsLarge(libvirt: Libvirt, domain: DomainView["ref"], { target, to }: Move) {
    const volume = await found(libvirt.call("storageVolLookupByPath", { path: to }));
    if (volume === undefined) return false;
    const [there, disk] = await Promise.all([
        libvirt.call("storageVolGetInfo", { volume }),
        // As the definition says that it is raw, its first bytes have no say in this.
        libvirt.call("domainGetBlockInfo", { domain, disk: target }),
    ]);
    return there.capacity === disk.capacity;
}

/** Volumes of one resource differ in the digits of their content alone. */
const stemOf = (file: string) =>
    `${dirname(file)}/${basename(file).replace(/-[0-9a-f]{8}(-2)?$/, "")}`;

async function copy(
    libvirt: Libvirt,
    domain: DomainView["ref"],
    { target, to }: Move,
    signal: AbortSignal,
): Promise<void> {
    if ((await blockJobOf(libvirt, domain, target)) === undefined) {
        const xml = print(
            element(
                "disk",
                { type: "file", device: "disk" },
                element("driver", { type: "qcow2" }),
                element("source", { file: to }),
            ),
        );
        const flags = DomainBlockCopy.REUSE_EXT | DomainBlockCopy.TRANSIENT_JOB;
        const args = { domain, disk: target, xml, parameters: [], flags };
        await libvirt.call("domainBlockCopy", args);
    }
    await pivotWhenCopied(libvirt, domain, target, signal);
}
