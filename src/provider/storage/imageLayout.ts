import type { Libvirt, StorageVolume } from "../../libvirt";
import type { BackingImage } from "../../schema/volume/volume";
import { parse } from "../../xml/tree/parse";
import { first, textAt } from "../../xml/tree/query";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { LAYOUT_BYTES, qcow2Layout, type Qcow2Layout } from "../../diskImage/qcow2Layout";
import { formatOf } from "./volumes";

/** An image as its own file has it. */
export interface ImageLayout extends Partial<Omit<Qcow2Layout, "capacityBytes">> {
    readonly file: string;
    readonly format: BackingImage["format"];
    readonly capacityBytes: number;
    /** Length of the file itself. */
    readonly fileBytes: number;
    /** When somebody wrote on it last, in seconds since 1970. */
    readonly writtenAt: number;
}

/**
 * What the file itself says: libvirt remembers format, clusters and backing file of a volume until its pool is
 * refreshed, also when another file has taken its place. In a raw volume a guest may have written anything, so that its
 * beginning says nothing. Undefined when the file is gone.
 *
 * @param known Format that it was given; without it, what libvirt takes it for.
 */
export async function imageLayout(
    libvirt: Libvirt,
    volume: StorageVolume,
    known?: unknown,
): Promise<ImageLayout | undefined> {
    const text = await ignoreNotFound(libvirt.call("storageVolGetXMLDesc", { volume }));
    if (text === undefined) return undefined;
    const xml = parse(text);
    const file = textAt(xml, "target", "path") ?? volume.key;
    const format = known ?? formatOf(first(xml, "target", "format")?.attributes["type"], file);
    const fileBytes = Number(textAt(xml, "physical"));
    const writtenAt = Math.floor(Number(textAt(xml, "target", "timestamps", "mtime") ?? 0));
    const common = { file, fileBytes, writtenAt };
    const layout = format === "raw" ? undefined : await qcow2Layout(await headOf(libvirt, volume));
    return layout === undefined
        ? { ...common, format: "raw", capacityBytes: fileBytes }
        : { ...common, format: "qcow2", ...layout };
}

async function headOf(libvirt: Libvirt, volume: StorageVolume): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of libvirt.download(volume, { length: BigInt(LAYOUT_BYTES) }))
        chunks.push(chunk);
    return Buffer.concat(chunks);
}
