import { objectNotFound } from "../../errors";
import type { Libvirt, StorageVolume } from "../../libvirt";
import { GetVolume } from "../../schema/functions";
import type { FoundImage } from "../../schema/functions/getVolume";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { first, textAt } from "../../xml/tree/query";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { FunctionHandler } from "./function";
import { requirePool, volumeNames } from "./getPool";

export const getVolume: FunctionHandler<typeof GetVolume> = {
    schema: GetVolume,
    async call({ id }, libvirt) {
        const volume = await requireVolume(libvirt, id);
        const xml = await volumeXml(libvirt, volume);
        const layers = await layersBelow(libvirt, xml);
        return {
            id,
            path: volume.key,
            format: first(xml, "target", "format")?.attributes["type"],
            capacityBytes: Number(textAt(xml, "capacity")),
            allocationBytes: Number(textAt(xml, "allocation")),
            backingChain: layers.map(({ image }) => image),
            backingVolume: layers[0]?.volume,
        };
    },
};

async function requireVolume(libvirt: Libvirt, id: string): Promise<StorageVolume> {
    const slash = id.indexOf("/");
    const [poolName, name] = [id.slice(0, slash), id.slice(slash + 1)];
    const pool = await requirePool(libvirt, poolName, "Set id to a volume in");
    const volume = await ignoreNotFound(libvirt.call("storageVolLookupByName", { pool, name }));
    if (volume !== undefined) return volume;
    const ids = (await volumeNames(libvirt, pool)).map((one) => `${poolName}/${one}`);
    throw objectNotFound({ kind: "Volume", name: id, choice: "Set id to", names: ids });
}

const volumeXml = async (libvirt: Libvirt, volume: StorageVolume) =>
    parse(await libvirt.call("storageVolGetXMLDesc", { volume }));

interface Layer {
    readonly image: FoundImage;
    /** Id of its volume, if it is in an active pool. */
    readonly volume?: string;
}

/** Nearest first. An image in no pool ends the chain. */
async function layersBelow(libvirt: Libvirt, xml: Element): Promise<Layer[]> {
    const path = textAt(xml, "backingStore", "path");
    if (path === undefined) return [];
    const format = first(xml, "backingStore", "format")?.attributes["type"] ?? "raw";
    const image = { file: path, format };
    const ref = await ignoreNotFound(libvirt.call("storageVolLookupByPath", { path }));
    if (ref === undefined) return [{ image }];
    const below = await layersBelow(libvirt, await volumeXml(libvirt, ref));
    return [{ image, volume: `${ref.pool}/${ref.name}` }, ...below];
}
