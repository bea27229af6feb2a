import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { isOperationInvalid, type Libvirt, type StoragePool, type StorageVolume } from "../libvirt";
import type { Volume } from "../schema/volume";
import { print } from "../xml/element";
import { volumeXml, type VolumeLayout } from "../xml/volume";
import { createVolume } from "./createVolume";
import { nameTaken, UserError } from "./errors";
import { undoable } from "./outcome";
import type { CreateContext } from "./resource";
import { sourceCapacity } from "./sourceFile";
import { refuseBackingFile, refuseUsedByDomain } from "./volumeUsers";
import { deleteVolume, findStoredVolume, removeVolume } from "./volumes";

type Source = NonNullable<Volume["source"]>;

/** Image read by all machines, written by nobody. */
const READ_ONLY = "0444";

/**
 * A volume with a file's content. libvirt cannot rename, so the content is uploaded and verified as `X.part`, copied to
 * X, and `X.part` removed: X is whole when `X.part` is absent. What others uploaded of the same content is shared.
 */
export async function importContent(
    inputs: Volume,
    source: Source,
    pool: StoragePool,
    context: CreateContext,
): Promise<StorageVolume> {
    const { libvirt, signal } = context;
    const name = inputs.name ?? "";
    const [whole, part] = await Promise.all(
        [name, partOf(name)].map((one) => findStoredVolume(libvirt, `${inputs.pool}/${one}`)),
    );
    const there = whole ?? part;
    if (there !== undefined && !context.nameIsOurs)
        throw nameTaken("Volume", `${inputs.pool}/${there.name}`, `path ${there.key}`);
    if (whole !== undefined && part === undefined) return whole;
    await removeHalfMade(libvirt, inputs.pool, whole, part);

    const capacityBytes = await sourceCapacity(source.file, inputs);
    const layout = { format: inputs.format, capacityBytes };
    const half = await createVolume({ ...layout, name: partOf(name) }, pool, context);
    const final = { ...layout, name, mode: READ_ONLY, encryption: inputs.encryption };
    // libvirt would open the image to copy it, and has not the key: `X.part` then only marks X as half made.
    const isOpaque = inputs.encryption !== undefined;
    const target = isOpaque ? await createVolume(final, pool, context) : half;
    await upload(source, target, context);
    await verify(source, target, context);
    signal.throwIfAborted();
    const made = isOpaque ? target : await copy(half, pool, final, context);
    await deleteVolume(libvirt, half);
    return made;
}

async function copy(
    source: StorageVolume,
    pool: StoragePool,
    layout: VolumeLayout,
    { libvirt, undo }: CreateContext,
): Promise<StorageVolume> {
    const xml = print(volumeXml(layout));
    const options = { timeoutMs: COPY_LIMIT_MILLISECONDS };
    return undoable(libvirt.call("storageVolCreateXMLFrom", { pool, xml, source }, options), () =>
        undo(() => removeVolume(libvirt, `${pool.name}/${layout.name}`)),
    );
}

const COPY_LIMIT_MILLISECONDS = 60 * 60 * 1000;

const partOf = (name: string) => `${name}.part`;

/** What a killed upload left; while another run still writes it, libvirt refuses to delete it. */
async function removeHalfMade(
    libvirt: Libvirt,
    pool: string,
    whole: StorageVolume | undefined,
    part: StorageVolume | undefined,
): Promise<void> {
    try {
        if (whole !== undefined) {
            await refuseUsedByDomain(libvirt, `${pool}/${whole.name}`, whole.key);
            await refuseBackingFile(libvirt, `${pool}/${whole.name}`, whole.key);
            await deleteVolume(libvirt, whole);
        }
        if (part !== undefined) await deleteVolume(libvirt, part);
    } catch (error) {
        if (!isOperationInvalid(error) || part === undefined) throw error;
        throw new UserError(
            `Volume "${pool}/${part.name}" is being uploaded by another run.`,
            "Run again when that one has ended.",
            { cause: error },
        );
    }
}

/** Sends the file and refuses it when it is not what its SHA-256 says. */
async function upload({ file, sha256 }: Source, volume: StorageVolume, context: CreateContext) {
    const { libvirt, signal, log } = context;
    const hash = createHash("sha256");
    let sent = 0;
    let told = Date.now();
    async function* content() {
        for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
            const bytes = chunk as Buffer; // without an encoding the stream yields buffers
            hash.update(bytes);
            sent += bytes.length;
            if (Date.now() - told > 1000) {
                told = Date.now();
                log("status", `uploaded ${(sent / 1e6).toFixed(0)} MB`);
            }
            yield bytes;
        }
    }
    await libvirt.upload(volume, content(), { signal });
    expectSame(hash.digest("hex"), sha256, `"${file}"`);
}

/** Reads back what libvirt stored: a full disk or a restarted daemon may have cut it short. */
async function verify(
    { sha256 }: Source,
    volume: StorageVolume,
    { libvirt, signal }: CreateContext,
) {
    const hash = createHash("sha256");
    for await (const chunk of libvirt.download(volume, { signal })) hash.update(chunk);
    expectSame(hash.digest("hex"), sha256, `The upload "${volume.pool}/${volume.name}"`);
}

function expectSame(actual: string, expected: string | undefined, what: string): void {
    if (expected === undefined || actual === expected) return;
    throw new UserError(
        `${what} has the SHA-256 ${actual}, not ${expected}.`,
        "Set source.sha256 to that of the file that you mean, and run again.",
    );
}
