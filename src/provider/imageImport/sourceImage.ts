import { stat, type FileHandle } from "node:fs/promises";
import { imageDiffers } from "../../errors";
import type { Volume, VolumeSource } from "../../schema/volume/volume";
import type { CallContext } from "../lifecycle/resource";
import { withConverted, type OpenImage } from "./convertImage";
import { downloadImage } from "./downloadImage";
import { ImageFile, unreadable } from "../../diskImage/imageFile";
import { inspect, inspectImage } from "../../diskImage/inspectImage";
import { knownSha256Of } from "./knownHash";
import { withPrivateSource } from "./privateSource";
import { contentsOf } from "../../diskImage/qcow2Contents";

/** A file of this machine that can be uploaded as it is. */
export interface ReadyImage {
    readonly file: string;
    readonly bytes: number;
    /** How it began when it was looked at. */
    readonly beginning: Buffer;
    /** What it takes at most where the host copies it, which unpacks what is compressed. */
    readonly unpackedBytes: number;
    /** The disk that a guest sees. */
    readonly capacityBytes: number;
    /** SHA-256 that the file must have; undefined where nobody has said. */
    readonly sha256: string | undefined;
    /** Whether a host reads it as fast as any, and finds nothing in it that it does not need. */
    readonly isPlain: boolean;
}

type Wanted = Pick<Volume, "format" | "encryption"> & { readonly source: VolumeSource };
type Context = Pick<CallContext, "signal" | "log">;

/** Downloads, inspects and converts a volume's source, for as long as it is in use. */
export async function withReadyImage<T>(
    wanted: Wanted,
    context: Context,
    use: (image: ReadyImage) => Promise<T>,
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

/** What is looked at is what is converted: the file that has the name now may be another than before. */
async function convert<T>(
    { file, source }: Pick<OpenImage, "file" | "source">,
    wanted: Wanted,
    context: Context,
    use: (image: ReadyImage) => Promise<T>,
): Promise<T> {
    const { format } = wanted;
    const image = await inspect(await ImageFile.of(source, file), expectedOf(wanted));
    await refuseOther(file, source, wanted.source, context);
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

/** A volume that is raw takes any file as it is, unless the program says what that one is. */
export const expectedOf = ({ source, format, encryption }: Wanted) => ({
    format: source.format ?? (format === "raw" ? format : undefined),
    isEncrypted: encryption !== undefined,
});

async function fileOf({ file = "", url, sha256 }: VolumeSource, context: Context): Promise<string> {
    // The check asks for both.
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

/** What is converted has another SHA-256 afterwards, so it is compared before. */
async function refuseOther(
    file: string,
    source: FileHandle,
    { sha256 }: VolumeSource,
    { signal, log }: Context,
) {
    if (sha256 === undefined) return;
    log("status", "reads the image");
    const actual = await knownSha256Of(source, signal);
    if (actual !== sha256) throw imageDiffers({ what: `"${file}"`, actual, expected: sha256 });
}
