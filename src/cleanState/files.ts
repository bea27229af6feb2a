import { createHash } from "node:crypto";
import type { Libvirt, StorageVolume } from "../libvirt";
import { ignoreNotFound } from "../libvirt/ignoreNotFound";
import type { ImageFile } from "../schema/domainSaveImage/cleanState";
import { parse } from "../xml/tree/parse";
import { textAt } from "../xml/tree/query";

/** What shows that a file is unchanged without reading it. Not its owner, which libvirt changes with each start. */
type Traits = Pick<ImageFile, "bytes" | "modified">;

export const volumeAt = (libvirt: Libvirt, path: string): Promise<StorageVolume | undefined> =>
    ignoreNotFound(libvirt.call("storageVolLookupByPath", { path }));

/** A file's current size and time, and the hash of its content. */
export async function imageFileOf(libvirt: Libvirt, volume: StorageVolume): Promise<ImageFile> {
    const traits = await traitsOf(libvirt, volume);
    const sha256 = await sha256Of(libvirt, volume);
    return { file: volume.key, bytes: 0, modified: "", ...traits, sha256 };
}

/** How a file has changed, as a phrase; undefined if its content is the same. Reads the content only if the time differs. */
export async function describeChange(
    libvirt: Libvirt,
    { file, bytes, modified, sha256 }: ImageFile,
): Promise<string | undefined> {
    const volume = await volumeAt(libvirt, file);
    const traits = volume && (await traitsOf(libvirt, volume));
    if (volume === undefined || traits === undefined) return "is gone";
    if (traits.bytes !== bytes) return `has ${traits.bytes} bytes instead of ${bytes}`;
    if (traits.modified === modified) return undefined;
    return (await sha256Of(libvirt, volume)) === sha256 ? undefined : "has different content";
}

async function traitsOf(libvirt: Libvirt, volume: StorageVolume): Promise<Traits | undefined> {
    const text = await ignoreNotFound(libvirt.call("storageVolGetXMLDesc", { volume }));
    if (text === undefined) return undefined;
    const xml = parse(text);
    return {
        bytes: Number(textAt(xml, "physical")),
        modified: textAt(xml, "target", "timestamps", "mtime") ?? "",
    };
}

async function sha256Of(libvirt: Libvirt, volume: StorageVolume): Promise<string> {
    const hash = createHash("sha256");
    for await (const chunk of libvirt.download(volume)) hash.update(chunk);
    return hash.digest("hex");
}
