import { installedVolumeNotImported } from "../../errors";
import type { Libvirt } from "../../libvirt";
import { InstalledVolume } from "../../schema/installedVolume";
import { imageLayout, type ImageLayout } from "../storage/imageLayout";
import { installVolume } from "./installVolume";
import { installedVolumeDefaults } from "./installedVolumeDefaults";
import { deleteWithOrphans, leaveToOthers } from "../storage/orphanedImage";
import { refuseClosedPool } from "../storage/poolReach";
import type { CreateContext, ResourceHandler } from "../lifecycle/resource";
import { refuseUsedByDomain } from "../storage/volumeUsers";
import { findVolume, requirePool } from "../storage/volumes";
import { isRecord, type Properties } from "../lifecycle/wire";

export const installedVolume: ResourceHandler<InstalledVolume> = {
    schema: InstalledVolume,
    createBeforeDelete: true,
    creationDefaults: installedVolumeDefaults,
    create,
    read,
    update: (_id, _olds, _news, { state }) => {
        const { name, path, format, sha256, backingChain, [STORED]: stored } = state;
        return Promise.resolve({ name, path, format, sha256, backingChain, [STORED]: stored });
    },
    async delete(id, _state, context) {
        const { libvirt } = context;
        const volume = await findVolume(libvirt, id);
        if (volume === undefined || (await leaveToOthers(id, volume, context))) return;
        await refuseUsedByDomain(libvirt, id, volume.key);
        await deleteWithOrphans(libvirt, id, volume);
    },
    preview: { texts: {} },
};

/** Size of the volume when it was sealed as read-only. Pulumi hides it. */
const STORED = "__stored";

const storedOf = ({ capacityBytes, fileBytes }: ImageLayout) => `${capacityBytes}-${fileBytes}`;

async function create(inputs: InstalledVolume, context: CreateContext) {
    const { libvirt } = context;
    const pool = await requirePool(libvirt, inputs.pool);
    await refuseClosedPool(libvirt, pool);
    const { volume, sha256 } = await installVolume(inputs, pool, context);
    const id = `${inputs.pool}/${volume.name}`;
    const layout = await imageLayout(libvirt, volume, "qcow2");
    const outputs = {
        name: volume.name,
        path: layout?.file ?? volume.key,
        format: "qcow2",
        sha256,
        backingChain: [],
        ...(layout === undefined ? {} : { [STORED]: storedOf(layout) }),
    };
    return { id, outputs: { ...inputs, ...outputs } };
}

async function read(id: string, state: Properties, libvirt: Libvirt) {
    if (Object.keys(state).length === 0) throw installedVolumeNotImported({ id });
    const volume = await findVolume(libvirt, id);
    const layout = volume && (await imageLayout(libvirt, volume, "qcow2"));
    if (volume === undefined || layout === undefined) return undefined;
    const { path: _path, sha256, backingChain, format, [STORED]: stored, ...inputs } = state;
    const isAsStored = stored === undefined || stored === storedOf(layout);
    return {
        id,
        inputs: {
            ...inputs,
            pool: volume.pool,
            name: volume.name,
            ...(isAsStored ? {} : { cd: spoilt(state["cd"], layout) }),
        },
        outputs: {
            name: volume.name,
            path: layout.file,
            format,
            sha256,
            backingChain,
            [STORED]: stored,
        },
    };
}

/** The host cannot tell what was installed, only that the file has changed. */
const spoilt = (cd: unknown, { fileBytes }: ImageLayout) =>
    isRecord(cd) ? { ...cd, sha256: `changed on the host: ${fileBytes} bytes` } : cd;
