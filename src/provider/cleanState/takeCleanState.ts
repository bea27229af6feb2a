import { imageFileOf } from "../../cleanState/files";
import { hardwareSha256 } from "../../cleanState/hardware";
import { freshLayer, type LayerPlan } from "../../cleanState/layer";
import { powerOff, resetDomain, storedDefinition } from "../../cleanState/reset";
import { changedFile, qemuVersionOf, whyNotRestorable } from "../../cleanState/restorable";
import { MEMORY_LIMIT, restoreMemory } from "../../cleanState/restore";
import { LAYERS_MIB, refuseNoRoom } from "../../cleanState/room";
import { cleanStateNotRunning, cleanStateNotTaken, objectGone } from "../../errors";
import { LibvirtError, type Domain, type Libvirt, type StorageVolume } from "../../libvirt";
import { DomainSaveRestore } from "../../libvirt/flags";
import type { CleanState } from "../../schema/domainSaveImage/cleanState";
import type { Domain as DomainInputs } from "../../schema/domain/domain";
import type { DomainSaveImage } from "../../schema/domainSaveImage/domainSaveImage";
import { frozenFiles, withoutActiveLayers } from "../../xml/domain/activeLayer";
import { cleanMarkOf, withCleanMark } from "../../xml/domain/cleanMark";
import { readDomain } from "../../xml/domain/read/domain";
import { print, type Element } from "../../xml/tree/element";
import { volumeXml } from "../../xml/storage/volume";
import { findCleanDomain, markDomain, type CleanDomain } from "./cleanDomain";
import { commitLayers } from "./commitLayers";
import { defineDomain } from "../domain/domainDefinition";
import { startDomain } from "../domain/domainPower";
import { disksToFreeze } from "./frozenDisks";
import { forgetVolumes } from "../storage/hostFiles";
import { removeCleanState } from "./leaveCleanState";
import { waitUntilReady } from "../domain/ready/waitUntilReady";
import { serialLogEnd } from "../domain/ready/whenReady";
import type { CreateContext } from "../lifecycle/resource";
import { refuseHostDevices } from "./savable";
import { findVolume, requirePool } from "../storage/volumes";
import { waitingIn } from "../lifecycle/waiting";

/**
 * Takes the clean state of a running guest. Three steps decide, each one call of libvirt's that is done or not:
 *
 * 1. The mark names the memory file. From then on no older state is gone back to, and whoever comes after a run that was cut
 *    off knows what it has left.
 * 2. The save: the guest is off, its memory in the file and its disks at rest.
 * 3. The definition with the layers and the whole mark: from then on no start writes on the frozen disks.
 */
export async function takeCleanState(
    inputs: DomainSaveImage,
    context: CreateContext,
): Promise<CleanState & { path: string }> {
    const { libvirt, signal, log } = context;
    const id = `${inputs.pool}/${inputs.name ?? ""}`;
    const domain = await requireDomain(libvirt, inputs.domain);
    refuseHostDevices(domain);
    const known = cleanMarkOf(domain.stored);
    const mine = await findVolume(libvirt, id);
    const isMine = mine !== undefined && mine.key === known?.file;
    const why = await whyNotRestorable(libvirt, domain.ref, domain.stored);
    if (isMine && known.state !== undefined && why === undefined) {
        // A run that was cut off after the last step has left it off.
        if (domain.state === "shutoff") await resetDomain(libvirt, domain.ref, waitingIn(context));
        return { path: known.file, ...known.state };
    }

    const pool = await requirePool(libvirt, inputs.pool);
    const { memoryMiB } = readDomain(domain.stored, {});
    const plans = await disksToFreeze(libvirt, domain.ref.name, withoutActiveLayers(domain.stored));
    await refuseNoRoom(libvirt, pool, Number(memoryMiB) + LAYERS_MIB, waitingIn(context));
    signal.throwIfAborted();
    const running = await runningFrom(domain, known?.state, isMine, inputs, context);
    signal.throwIfAborted();

    const begin = Date.now();
    const memory = mine ?? (await makeMemoryFile(libvirt, inputs));
    await markDomain(libvirt, running, memory.key);
    context.undo(() => removeCleanState(inputs.domain, memory.key, context));
    await commitLayers(libvirt, running);
    log("status", "saving the guest's memory");
    const takenAt = new Date();
    await saveMemory(libvirt, running, memory.key);
    const state = await freeze(libvirt, running, { memory, plans, begin, takenAt });
    log("info", `${running.name}: clean state taken in ${state.seconds.toFixed(1)} s`);
    return { path: memory.key, ...state };
}

async function requireDomain(libvirt: Libvirt, uuid: string): Promise<CleanDomain> {
    const domain = await findCleanDomain(libvirt, uuid);
    if (domain !== undefined) return domain;
    throw objectGone({ kind: "Domain", name: uuid });
}

/**
 * The guest as it is to be kept. One that has a clean state goes back to its disks and starts from them, so that nothing
 * comes in of what was written since. One that a run has left off in the middle starts again.
 */
async function runningFrom(
    domain: CleanDomain,
    known: CleanState | undefined,
    isMine: boolean,
    inputs: DomainSaveImage,
    context: CreateContext,
): Promise<Domain> {
    const { libvirt, log } = context;
    const { ref, state, stored } = domain;
    if (known !== undefined && isOnFrozen(stored, known)) {
        const changed = await changedFile(libvirt, ref.name, known.disks);
        if (changed !== undefined) throw changed;
        log("status", "starting from the clean disks");
        await powerOff(libvirt, ref);
        for (const disk of known.disks) await freshLayer(libvirt, disk);
        return startReady(domain, inputs, context);
    }
    if (state === "running") return ref;
    if (isMine && state === "shutoff") return startReady(domain, inputs, context);
    throw cleanStateNotRunning({ domain: ref.name, state });
}

/** Starts a guest, and waits until it has shown what is asked for. */
async function startReady(
    { ref, stored }: CleanDomain,
    { readyWhen }: DomainSaveImage,
    context: CreateContext,
): Promise<Domain> {
    // What the host says in the schema's words, whether or not the schema would let it pass.
    const inputs = { ...readDomain(withoutActiveLayers(stored), {}), readyWhen } as DomainInputs;
    const serialLogStart = await serialLogEnd(context.libvirt, inputs);
    const domain = await startDomain(ref, context);
    if (readyWhen !== undefined)
        await waitUntilReady({ domain, inputs, readyWhen, serialLogStart }, context);
    return domain;
}

const isOnFrozen = (stored: Element, { disks }: CleanState) => {
    const frozen = frozenFiles(stored);
    return disks.length > 0 && disks.every(({ file }) => frozen.includes(file));
};

/** Made first as an empty volume: a file that libvirt saves by itself is unknown to its pool, and could not be deleted. */
async function makeMemoryFile(
    libvirt: Libvirt,
    { pool: name, name: file = "" }: DomainSaveImage,
): Promise<StorageVolume> {
    const pool = await libvirt.call("storagePoolLookupByName", { name });
    const layout = { name: file, format: "raw", capacityBytes: 0 } as const;
    return libvirt.call("storageVolCreateXML", { pool, xml: print(volumeXml(layout)) });
}

async function saveMemory(libvirt: Libvirt, domain: Domain, file: string): Promise<void> {
    const args = { domain, file, flags: DomainSaveRestore.RUNNING };
    try {
        await libvirt.call("domainSaveFlags", args, MEMORY_LIMIT);
    } catch (error) {
        if (!(error instanceof LibvirtError)) throw error;
        const facts = { domain: domain.name, reason: error.message };
        throw cleanStateNotTaken(facts, { cause: error });
    }
}

interface Taking {
    readonly memory: StorageVolume;
    readonly plans: readonly LayerPlan[];
    readonly begin: number;
    readonly takenAt: Date;
}

/** The guest is off: what is there is recorded, and the guest goes on beside it. */
async function freeze(libvirt: Libvirt, domain: Domain, taking: Taking): Promise<CleanState> {
    const { memory, plans } = taking;
    const stored = await storedDefinition(libvirt, domain);
    for (const plan of plans) await freshLayer(libvirt, plan);
    forgetVolumes(libvirt);
    const state = await stateOf(libvirt, stored, taking);
    const frozen = plans.map(({ file }) => file);
    const marked = withCleanMark(stored, { file: memory.key, state });
    await defineDomain(libvirt, domain.name, marked, frozen);
    await restoreMemory(libvirt, domain, memory.key, await storedDefinition(libvirt, domain));
    return state;
}

async function stateOf(
    libvirt: Libvirt,
    stored: Element,
    { memory, plans, begin, takenAt }: Taking,
): Promise<CleanState> {
    const disks = plans.map(async (plan) => {
        const volume = await libvirt.call("storageVolLookupByPath", { path: plan.file });
        return { ...plan, ...(await imageFileOf(libvirt, volume)) };
    });
    const { machineType, memoryMiB, cpuModel } = readDomain(stored, {});
    return {
        takenAt: takenAt.toISOString(),
        memoryFile: await imageFileOf(libvirt, memory),
        disks: await Promise.all(disks),
        qemuVersion: await qemuVersionOf(libvirt),
        machineType: String(machineType),
        memoryMiB: Number(memoryMiB),
        cpuModel: String(cpuModel),
        hardwareSha256: hardwareSha256(stored),
        // Up to here; the way back takes a second more.
        seconds: (Date.now() - begin) / 1000,
    };
}
