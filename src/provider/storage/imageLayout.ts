import type { Libvirt, StorageVolume } from "../../libvirt";
import type { BackingImage } from "../../schema/volume/volume";
import { parse } from "../../xml/tree/parse";
import { first, textAt } from "../../xml/tree/query";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { LAYOUT_BYTES, qcow2Layout, type Qcow2Layout } from "../../diskImage/qcow2Layout";
import { formatOf } from "./volumes";

/** The layout of an image, from its own file. */
export interface ImageLayout extends Partial<Omit<Qcow2Layout, "capacityBytes">> {
    readonly file: string;
    readonly format: BackingImage["format"];
    readonly capacityBytes: number;
    /** Length of the file itself. */
    readonly fileBytes: number;
    /** Time of the last write, in seconds since 1970. */
    readonly writtenAt: number;
}

/**
 * Reads the layout from the file itself, because libvirt remembers format, clusters and backing file until the pool is
 * refreshed, even when another file has taken the place. The header of a raw volume is ignored, because a guest may have
 * written it. Undefined when the file is gone.
 *
 * @param known The volume's format. Default: the format that libvirt reports.
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
