import { imageFileOf } from "../../cleanState/files";
import { hardwareSha256 } from "../../cleanState/hardware";
import { recreateLayer, type LayerPlan } from "../../cleanState/layer";
import { powerOff, resetDomain, storedDefinition } from "../../cleanState/reset";
import { changedFile, qemuVersionOf, whyNotRestorable } from "../../cleanState/restorable";
import { MEMORY_LIMIT, restoreMemory } from "../../cleanState/restore";
import { LAYERS_MIB, requireRoom } from "../../cleanState/room";
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
import { rollBackCleanState } from "./removeCleanState";
import { waitUntilReady } from "../domain/ready/waitUntilReady";
import { serialLogEnd } from "../domain/ready/ready";
import type { CreateContext } from "../lifecycle/resource";
import { refuseHostDevices } from "./refuseHostDevices";
import { findVolume, requirePool } from "../storage/volumes";
import { waitingIn } from "../lifecycle/waiting";

/**
 * Takes the clean state of a running guest, in three decisive steps, each a single call of libvirt:
 *
 * 1. The mark names the memory file. From then on nothing resets to an older state, and a run after an interrupted one knows
 *    what that left.
 * 2. The save: the guest is off, its memory is in the file, and its disks are at rest.
 * 3. The definition with the layers and the complete mark: from then on no start writes to the frozen disks.
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
        // An interrupted run left it off after the last step.
        if (domain.state === "shutoff") await resetDomain(libvirt, domain.ref, waitingIn(context));
        return { path: known.file, ...known.state };
    }

    const pool = await requirePool(libvirt, inputs.pool);
    const { memoryMiB } = readDomain(domain.stored, {});
    const plans = await disksToFreeze(libvirt, domain.ref.name, withoutActiveLayers(domain.stored));
    await requireRoom(libvirt, pool, Number(memoryMiB) + LAYERS_MIB, waitingIn(context));
    signal.throwIfAborted();
    const running = await runningGuest(domain, known?.state, isMine, inputs, context);
    signal.throwIfAborted();

    const begin = Date.now();
    const memory = mine ?? (await makeMemoryFile(libvirt, inputs));
    await markDomain(libvirt, running, memory.key);
    context.undo(() => rollBackCleanState(inputs.domain, memory.key, context));
    await commitLayers(libvirt, running, signal);
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
 * The running guest to save. A guest that has a clean state is started from its frozen disks, to exclude what was written
 * since. A guest that an interrupted run left off is started again.
 */
async function runningGuest(
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
        for (const disk of known.disks) await recreateLayer(libvirt, disk);
        return startReady(domain, inputs, context);
    }
    if (state === "running") return ref;
    if (isMine && state === "shutoff") return startReady(domain, inputs, context);
    throw cleanStateNotRunning({ domain: ref.name, state });
}

/** Starts a guest and waits until it is ready. */
async function startReady(
    { ref, stored }: CleanDomain,
    { readyWhen }: DomainSaveImage,
    context: CreateContext,
): Promise<Domain> {
    // Read from the host, not validated: the schema might refuse it.
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

/** Creates an empty volume: the pool would not know a file that the save itself creates, and so could not delete it. */
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

/** The guest is off: records its files and restores it onto layers above them. */
async function freeze(libvirt: Libvirt, domain: Domain, taking: Taking): Promise<CleanState> {
    const { memory, plans } = taking;
    const stored = await storedDefinition(libvirt, domain);
    for (const plan of plans) await recreateLayer(libvirt, plan);
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
        // Without the restore, which takes about a second more.
        seconds: (Date.now() - begin) / 1000,
    };
}
