import { imageEncrypted, imageInParts } from "../errors";
import type { ImageFile } from "./imageFile";

/** QEMU reads no more of a descriptor (block/vmdk.c). */
export const MAX_DESCRIPTOR_BYTES = 20 * 512;

/** Refuses a vmdk image whose descriptor names content elsewhere: a parent, several extents, a path or a URL. */
export async function refuseOtherExtents(
    file: ImageFile,
    place: { readonly at: number; readonly bytes: number },
): Promise<void> {
    await refuseParent(file);
    // A whole image contains its descriptor; a part has it in a file of its own.
    if (place.at === 0 || place.bytes === 0) {
        const where = "it is one part of a disk that VMware keeps in several files";
        throw imageInParts({ file: file.path, format: "vmdk", where, head: headOf(file.path) });
    }
    file.refuseEndBefore(
        place.at + Math.min(place.bytes, MAX_DESCRIPTOR_BYTES),
        "the end of its descriptor",
    );
    const text = (await file.read(place.at, Math.min(place.bytes, MAX_DESCRIPTOR_BYTES))).toString(
        "latin1",
    );
    refuseDescriptor(file, text);
}

/**
 * QEMU looks for a parent's name at 0x200, wherever the header puts the descriptor, and also in the middle of a line
 * (block/vmdk.c, vmdk_parent_open).
 */
async function refuseParent(file: ImageFile): Promise<void> {
    const text = (await file.read(0x200, MAX_DESCRIPTOR_BYTES)).toString("latin1");
    if (!text.includes(PARENT)) return;
    const parent = valueOf(text, PARENT);
    const where = parent === undefined ? "it names a parent" : `its parent is "${parent}"`;
    throw file.inParts("vmdk", where);
}

/** VMware names the parts of "xp.vmdk" "xp-s001.vmdk", "xp-s002.vmdk", and so on. */
const headOf = (part: string) => part.replace(/-[sf]\d{3}(?=\.vmdk$)/i, "");

const PARENT = "parentFileNameHint";
const NO_PARENT = "ffffffff";
const TYPES = ["monolithicSparse", "streamOptimized"];

function refuseDescriptor(file: ImageFile, text: string): void {
    const inParts = (where: string) => file.inParts("vmdk", where);
    if (/^encryption\.keySafe/im.test(text)) {
        const remedy = "Decrypt it with the program that made it.";
        throw imageEncrypted({ file: file.path, remedy });
    }
    const parent = valueOf(text, PARENT);
    if (parent !== undefined) throw inParts(`its parent is "${parent}"`);
    if ((valueOf(text, "parentCID") ?? NO_PARENT).toLowerCase() !== NO_PARENT) {
        throw inParts("it has a parent");
    }
    const type = valueOf(text, "createType");
    if (type !== undefined && !TYPES.includes(type)) {
        throw file.unsupported("vmdk", `has the type "${type}"`);
    }
    const [own = "", other] = extentsOf(text);
    if (other !== undefined) throw inParts(`it goes on in "${other}"`);
    // The file's own name, which may be an earlier one, but never a path or a URL.
    if (/[/\\:]/.test(own)) throw inParts(`its content is in "${own}"`);
}

/** The files with the content, by the descriptor. */
export const extentsOf = (text: string): string[] =>
    [...text.matchAll(EXTENT)].map(([, name = ""]) => name);

/** Access, sectors, type and name. */
const EXTENT = /^(?:RW|RDONLY|NOACCESS)[ \t]+\d+[ \t]+\w+[ \t]+"([^"\n]*)"/gm;

/** Reads `key=value`, with or without quotation marks. */
function valueOf(text: string, key: string): string | undefined {
    return new RegExp(`^${key}[ \\t]*=[ \\t]*"?([^"\\s]*)`, "im").exec(text)?.[1];
}
