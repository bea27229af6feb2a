import { stat, type FileHandle } from "node:fs/promises";
import { imageDiffers } from "../../errors";
import type { Volume, VolumeSource } from "../../schema/volume/volume";
import type { CallContext } from "../lifecycle/resource";
import { withConverted, type OpenImage } from "./convert/convertImage";
import { downloadImage } from "./source/downloadImage";
import { ImageFile, unreadable } from "../../diskImage/imageFile";
import { inspect, inspectImage } from "../../diskImage/inspectImage";
import { knownSha256Of } from "./source/knownHash";
import { withPrivateSource } from "./source/privateSource";
import { contentsOf } from "../../diskImage/qcow2Contents";

/** A file on this machine that can be uploaded as it is. */
export interface UploadableImage {
    readonly file: string;
    readonly bytes: number;
    /** Its first bytes when it was inspected. */
    readonly beginning: Buffer;
    /** The most room it needs when the host copies it, which unpacks compressed clusters. */
    readonly unpackedBytes: number;
    /** Size of the disk that a guest sees. */
    readonly capacityBytes: number;
    /** SHA-256 that the file must have; undefined if any will do. */
    readonly sha256: string | undefined;
    /** Whether a copy would gain nothing: no compressed clusters, no snapshots. */
    readonly isPlain: boolean;
}

type Wanted = Pick<Volume, "format" | "encryption"> & { readonly source: VolumeSource };
type Context = Pick<CallContext, "signal" | "log">;

/** Downloads or opens a volume's source, inspects it, converts it if needed, and lends the result to `use`. */
export async function withUploadableImage<T>(
    wanted: Wanted,
    context: Context,
    use: (image: UploadableImage) => Promise<T>,
): Promise<T> {
    const { source, format } = wanted;
    const file = await fileOf(source, context);
    const isNew = source.url !== undefined;
    const { image, beginning } = await ImageFile.with(file, async (opened) => ({
        image: await inspect(opened, { ...expectedOf(wanted), isNew }),
        beginning: await opened.read(0, BEGINNING_BYTES),
    }));
    const { sha256 } = source;
    if (image.format === format) {
        const bytes = await bytesOf(file);
        const contents = format === "qcow2" ? await contentsOf(file) : undefined;
        return use({
            file,
            sha256,
            beginning,
            capacityBytes: image.capacityBytes,
            bytes,
            unpackedBytes: Math.max(bytes, contents?.unpackedBytes ?? 0),
            isPlain: contents?.isPlain ?? false,
        });
    }
    return withPrivateSource(file, context, (opened) =>
        convert({ file, source: opened }, wanted, context, use),
    );
}

/** More than any header. */
const BEGINNING_BYTES = 2 ** 16;

/** Inspects the open file again, because that is what gets converted: another file may have the name by now. */
async function convert<T>(
    { file, source }: Pick<OpenImage, "file" | "source">,
    wanted: Wanted,
    context: Context,
    use: (image: UploadableImage) => Promise<T>,
): Promise<T> {
    const { format } = wanted;
    const image = await inspect(await ImageFile.of(source, file), expectedOf(wanted));
    await requireSha256(file, source, wanted.source, context);
    return withConverted({ file, source, image }, format, context, async (converted) => {
        const { capacityBytes } = await inspectImage(converted, {
            format,
            isNew: true,
            shownAs: file,
        });
        const bytes = await bytesOf(converted);
        const beginning = Buffer.alloc(0);
        const plain = { bytes, beginning, unpackedBytes: bytes, isPlain: true };
        return use({ ...plain, file: converted, capacityBytes, sha256: undefined });
    });
}

/** A raw volume accepts any file as it is, unless the program names the file's format. */
export const expectedOf = ({ source, format, encryption }: Wanted) => ({
    format: source.format ?? (format === "raw" ? format : undefined),
    isEncrypted: encryption !== undefined,
});

async function fileOf({ file = "", url, sha256 }: VolumeSource, context: Context): Promise<string> {
    // Check requires both.
    return url === undefined || sha256 === undefined
        ? file
        : downloadImage({ url, sha256 }, context);
}

async function bytesOf(file: string): Promise<number> {
    try {
        return (await stat(file)).size;
    } catch (error) {
        throw await unreadable(file, error);
    }
}

/** Compares before the conversion, which changes the SHA-256. */
async function requireSha256(
    file: string,
    source: FileHandle,
    { sha256 }: VolumeSource,
    { signal, log }: Context,
) {
    if (sha256 === undefined) return;
    log("status", "reading the image");
    const actual = await knownSha256Of(source, signal);
    if (actual !== sha256) throw imageDiffers({ what: `"${file}"`, actual, expected: sha256 });
}
