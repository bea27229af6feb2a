import { cleanStateMissing } from "../errors";
import type { Domain, Libvirt } from "../libvirt";
import { destroyDomain } from "../libvirt/destroyDomain";
import { DomainXml } from "../libvirt/flags";
import type { Waiting } from "../libvirt/refreshPool";
import { cleanMarkOf } from "../xml/domain/cleanMark";
import type { Element } from "../xml/tree/element";
import { parse } from "../xml/tree/parse";
import { setGuestClock } from "./guestClock";
import { recreateLayer } from "./layer";
import { whyNotRestorable } from "./restorable";
import { restoreMemory } from "./restore";
import { LAYERS_MIB, requireRoom } from "./room";

export interface Reset {
    readonly seconds: number;
    /** What was written since the clean state and is lost. */
    readonly discardedBytes: number;
    /** Whether the guest's agent set its clock, which otherwise continues from when the clean state was taken. */
    readonly isClockSet: boolean;
    /** How far that clock is behind. */
    readonly clockBehindSeconds: number;
}

/**
 * Brings a guest back to its clean state. The steps can be repeated: after an interruption at any point the guest is off with
 * clean or missing layers, and another reset completes it.
 */
export async function resetDomain(
    libvirt: Libvirt,
    domain: Domain,
    waiting: Waiting,
): Promise<Reset> {
    const { signal, say } = waiting;
    const begin = Date.now();
    const stored = await storedDefinition(libvirt, domain);
    const why = await whyNotRestorable(libvirt, domain, stored);
    const state = cleanMarkOf(stored)?.state;
    if (why !== undefined || state === undefined) {
        throw why ?? cleanStateMissing({ domain: domain.name });
    }
    await refuseFullPools(libvirt, state.disks, waiting);
    signal.throwIfAborted();

    say("powering off");
    await powerOff(libvirt, domain);
    const discarded: number[] = [];
    for (const disk of state.disks) discarded.push(await recreateLayer(libvirt, disk));
    say("restoring the memory");
    await restoreMemory(libvirt, domain, state.memoryFile.file, stored);
    const end = Date.now();
    const isClockSet = await setGuestClock(libvirt, domain, stored, { signal });
    const behind = Math.max(0, Math.round((end - Date.parse(state.takenAt)) / 1000));
    return {
        seconds: (end - begin) / 1000,
        discardedBytes: discarded.reduce((sum, bytes) => sum + bytes, 0),
        isClockSet,
        clockBehindSeconds: isClockSet ? 0 : behind,
    };
}

/** The state of the guest's clock after a reset, as a phrase. */
export const clockText = ({
    isClockSet,
    clockBehindSeconds,
}: Pick<Reset, "isClockSet" | "clockBehindSeconds">): string =>
    isClockSet ? "its clock set by its agent" : `its clock ${clockBehindSeconds} s behind`;

/** The stored definition with the screen's password, which a redefinition would lose otherwise. */
export const storedDefinition = async (libvirt: Libvirt, domain: Domain): Promise<Element> => {
    const flags = DomainXml.INACTIVE | DomainXml.SECURE;
    return parse(await libvirt.call("domainGetXMLDesc", { domain, flags }));
};

/** Powers off and removes a managed save, from which the next start would restore memory that does not match the disk. */
export async function powerOff(libvirt: Libvirt, domain: Domain): Promise<void> {
    await destroyDomain(libvirt, domain);
    if (await libvirt.call("domainHasManagedSaveImage", { domain })) {
        await libvirt.call("domainManagedSaveRemove", { domain });
    }
}

async function refuseFullPools(
    libvirt: Libvirt,
    disks: readonly { readonly file: string }[],
    waiting: Waiting,
): Promise<void> {
    const names = await Promise.all(
        disks.map(
            async ({ file }) => (await libvirt.call("storageVolLookupByPath", { path: file })).pool,
        ),
    );
    for (const name of new Set(names)) {
        const pool = await libvirt.call("storagePoolLookupByName", { name });
        await requireRoom(libvirt, pool, LAYERS_MIB, waiting);
    }
}
