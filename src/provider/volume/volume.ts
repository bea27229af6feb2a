import { z } from "zod";
import type { Libvirt, StoragePool, StorageVolume } from "../../libvirt";
import { BackingImage, Volume } from "../../schema/volume/volume";
import { activeFile } from "../../xml/domain/activeLayer";
import { objectGone } from "../../errors";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { growVolume } from "./growVolume";
import { importContent } from "../imageImport/importContent";
import { importFolder } from "../imageImport/importFolder";
import { deleteOrphaned, deleteWithOrphans, leaveToOthers } from "../storage/orphanedImage";
import { makeVolume } from "./makeVolume";
import { refuseClosedPool } from "../storage/poolReach";
import type { CostlyChange } from "../lifecycle/diff";
import type { Cost, CreateContext, ResourceHandler, UpdateContext } from "../lifecycle/resource";
import { volumeDefaults } from "./volumeDefaults";
import { describeVolume, observeVolume } from "./volumeState";
import { domainUsing, refuseUsedByDomain } from "../storage/volumeUsers";
import { allocationAt, describeImage, findVolume, requirePool } from "../storage/volumes";
import { writtenText } from "../storage/writtenText";

export const volume: ResourceHandler<Volume> = {
    schema: Volume,
    createBeforeDelete: true,
    creationDefaults: volumeDefaults,
    async create(inputs, context) {
        const pool = await requirePool(context.libvirt, inputs.pool);
        await refuseClosedPool(context.libvirt, pool);
        const ref = await make(inputs, pool, context);
        const made = await describeVolume(context.libvirt, ref, { ...inputs });
        const id = `${inputs.pool}/${ref.name}`;
        if (made === undefined) throw objectGone({ kind: "Volume", name: id });
        return { id, outputs: { ...inputs, name: ref.name, ...made.outputs } };
    },
    read: (id, state, libvirt) => observeVolume(libvirt, id, state),
    update,
    async delete(id, { source, backingChain }, context) {
        const { libvirt } = context;
        const ref = await findVolume(libvirt, id);
        if (ref === undefined) return deleteOrphansBelow(libvirt, backingChain);
        if (source !== undefined && (await leaveToOthers(id, ref, context))) return;
        await refuseUsedByDomain(libvirt, id, ref.key);
        await deleteWithOrphans(libvirt, id, ref);
    },
    preview: { texts: { live: "grows in place" }, loss },
};

/** What a run that was cut off after its volume has left below it. */
async function deleteOrphansBelow(libvirt: Libvirt, chain: unknown): Promise<void> {
    const known = z.array(BackingImage).safeParse(chain);
    const below = known.data?.[0];
    if (below !== undefined) await deleteOrphaned(libvirt, below.file);
}

function make(inputs: Volume, pool: StoragePool, context: CreateContext): Promise<StorageVolume> {
    const { source } = inputs;
    if (source === undefined) return makeVolume(inputs, pool, context);
    return source.folder === undefined
        ? importContent(inputs, source, pool, context)
        : importFolder(inputs, source.folder, pool, context);
}

async function update(
    id: string,
    _olds: Volume,
    { capacityBytes }: Volume,
    { libvirt, state, signal }: UpdateContext,
) {
    const ref = await findVolume(libvirt, id);
    if (ref === undefined) throw objectGone({ kind: "Volume", name: id });
    signal.throwIfAborted();
    if (capacityBytes !== undefined) await growVolume(libvirt, ref, capacityBytes);
    const { path, backingChain } = state;
    return { path, backingChain };
}

/** Its domain takes what is on it along (convertRawDisks). */
const MOVE: Cost = { label: "move", description: "becomes qcow2; its domain copies what is on it" };

const becomesQcow2 = (changes: readonly CostlyChange[]) =>
    changes.every(
        ({ path, old, value, effect }) =>
            effect !== "replace" ||
            path === "name" ||
            (path === "format" && old === "raw" && value === "qcow2"),
    ) &&
    changes.some(({ path }) => path === "format") &&
    !changes.some(({ path }) => path === "capacityBytes");

/** A domain has it, and not below the layer of a clean state. */
async function isCarried(libvirt: Libvirt, { key }: StorageVolume): Promise<boolean> {
    const path = activeFile(key);
    const [user, layer] = await Promise.all([
        domainUsing(libvirt, key),
        ignoreNotFound(libvirt.call("storageVolLookupByPath", { path })),
    ]);
    return user !== undefined && layer === undefined;
}

/** An image that nobody may write has its content elsewhere too. */
async function loss(
    id: string,
    libvirt: Libvirt,
    changes: readonly CostlyChange[],
): Promise<Cost | undefined> {
    const ref = await findVolume(libvirt, id);
    if (ref === undefined) return undefined;
    if (becomesQcow2(changes) && (await isCarried(libvirt, ref))) return MOVE;
    const { access } = await describeImage(libvirt, ref);
    if ((access.mode & 0o222) === 0) return undefined;
    const files = [ref.key, activeFile(ref.key)];
    const allocated = await Promise.all(files.map((file) => allocationAt(libvirt, file)));
    const text = writtenText(allocated.reduce((sum, bytes) => sum + bytes, 0));
    return text === undefined
        ? undefined
        : { label: `rebuild, ${text}`, description: `rebuild, ${text}` };
}
