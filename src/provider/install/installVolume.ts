import { createHash } from "node:crypto";
import { nameTaken } from "../../errors";
import type { Domain, StoragePool, StorageVolume } from "../../libvirt";
import { DomainStart } from "../../libvirt/flags";
import type { InstalledVolume } from "../../schema/installedVolume";
import { acceleratorOf, START_LIMIT } from "../domain/accelerator/accelerator";
import { copyVolume } from "../storage/copyVolume";
import { createVolume } from "../storage/createVolume";
import { defineDomain } from "../domain/domainDefinition";
import { destroyDomain } from "../../libvirt/destroyDomain";
import { clearOrphanMark } from "../storage/orphanedImage";
import { undoable } from "../lifecycle/outcome";
import { orNoSpace } from "../storage/poolSpace";
import { imageAccess } from "../storage/readOnlyAccess";
import type { CallContext, CreateContext } from "../lifecycle/resource";
import { deleteVolume, findStoredVolume } from "../storage/volumes";
import { createCd, createMedia } from "./discs";
import { createFloppy, destroyFloppy } from "./floppy";
import { followInstallation } from "./followInstallation";
import { installationXml } from "./installationDomain";
import { namesFor, pathsIn } from "./installationFiles";
import { isNeeded, removeUnfinished, undefineInstallation } from "./unfinished";

export interface Installed {
    readonly volume: StorageVolume;
    readonly sha256: string;
}

/** Runs a guest that installs itself, and keeps the installed volume. Nothing else stays, even after a failure. */
export async function installVolume(
    inputs: InstalledVolume,
    pool: StoragePool,
    context: CreateContext,
): Promise<Installed> {
    const { libvirt, signal, log } = context;
    await removeUnfinished(inputs, context);
    const name = await freeName(inputs, context);
    const domain = await defineInstallation(inputs, name, pool, context);
    const part = await installOn(inputs, name, domain, pool, context);
    signal.throwIfAborted();
    log("status", "sealing the volume");
    const installed = await sealed(part, { ...inputs, name }, pool, context);
    await undefineInstallation(libvirt, inputs.uuid ?? "");
    return installed;
}

/** The volume's name, or another one beside an existing volume: `up --replace` creates the new one first. */
async function freeName(
    { pool, name = "" }: InstalledVolume,
    { libvirt, nameIsOurs }: CreateContext,
): Promise<string> {
    const names = nameIsOurs ? [name, `${name}-2`] : [name];
    const there: StorageVolume[] = [];
    for (const one of names) {
        const volume = await findStoredVolume(libvirt, `${pool}/${one}`);
        if (volume === undefined) return one;
        there.push(volume);
    }
    for (const volume of nameIsOurs ? there : []) {
        if (!(await isNeeded(libvirt, volume))) {
            await deleteVolume(libvirt, volume);
            return volume.name;
        }
    }
    const which = `path ${there[0]?.key ?? ""}`;
    throw nameTaken({ kind: "InstalledVolume", name: `${pool}/${name}`, which });
}

async function defineInstallation(
    inputs: InstalledVolume,
    name: string,
    pool: StoragePool,
    { libvirt, urn, undo }: CreateContext,
): Promise<Domain> {
    const type = await acceleratorOf(inputs.domain.accelerator, libvirt);
    const paths = await pathsIn(libvirt, pool, namesFor(name));
    const definition = installationXml(inputs, { name, urn, type, paths });
    return undoable(defineDomain(libvirt, name, definition), () =>
        undo(() => undefineInstallation(libvirt, inputs.uuid ?? "")),
    );
}

/** Installs the guest and returns its disk; deletes floppy and CDs. */
async function installOn(
    inputs: InstalledVolume,
    name: string,
    domain: Domain,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const { libvirt, undo } = context;
    const names = namesFor(name);
    const { capacityBytes, floppyFiles } = inputs;
    const layout = { name: names.part, format: "qcow2", capacityBytes } as const;
    const part = await createVolume(layout, pool, context);
    const media = inputs.media && (await createMedia(inputs.media, names.media, pool, context));
    const cd = await createCd(inputs.cd, names.cd, pool, context);
    // Last, so that it exists as briefly as possible.
    const floppy = await createFloppy(names.floppy, floppyFiles, pool, context);
    const flags = DomainStart.PAUSED | DomainStart.AUTODESTROY;
    undo(() => destroyDomain(libvirt, domain));
    const started = await libvirt.call("domainCreateWithFlags", { domain, flags }, START_LIMIT);
    await followInstallation(started, { ...inputs, volume: `${pool.name}/${name}` }, context);
    await destroyFloppy(libvirt, `${pool.name}/${floppy.name}`);
    for (const disc of [cd, ...(media === undefined ? [] : [media])]) {
        await deleteVolume(libvirt, disc);
    }
    return part;
}

/** A sparse, read-only copy. */
async function sealed(
    part: StorageVolume,
    { name = "", capacityBytes }: InstalledVolume,
    pool: StoragePool,
    context: CreateContext,
): Promise<Installed> {
    const { libvirt } = context;
    await clearOrphanMark(libvirt, `${pool.name}/${name}`);
    const { allocation } = await libvirt.call("storageVolGetInfo", { volume: part });
    const access = await imageAccess(libvirt);
    const layout = { name, format: "qcow2", capacityBytes, access } as const;
    const storing = { pool, part, imageBytes: Number(allocation), copies: 2 };
    const volume = await orNoSpace(context, storing, () => copyVolume(part, pool, layout, context));
    await deleteVolume(libvirt, part);
    return { volume, sha256: await sha256Of(volume, context) };
}

async function sha256Of(volume: StorageVolume, { libvirt, signal }: CallContext): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of libvirt.download(volume, { signal })) hash.update(chunk);
    return hash.digest("hex");
}
