import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootGeometryOf } from "../../../src/components/image/imageDisk";
import { output } from "../../integration/support/host/command";
import { ntfsDisk } from "./ntfsImage";

const GIB = 2 ** 30;
let folder: string;
let raw: string;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "xplab-heads-"));
    raw = join(folder, "raw");
    await writeFile(raw, ntfsDisk({ heads: 128 }));
    await truncate(raw, GIB);
});

afterAll(() => rm(folder, { recursive: true }));

/** The disk as QEMU's own tool writes it. */
async function converted(...options: readonly string[]): Promise<string> {
    const file = join(folder, `image-${options.join("-").replaceAll("/", "")}`);
    await output("qemu-img", ["convert", "-f", "raw", ...options, raw, file]);
    return file;
}

test.each([
    [["-O", "raw"]],
    [["-O", "qcow2"]],
    [["-O", "qcow2", "-o", "compat=0.10"]],
    [["-O", "qcow2", "-o", "cluster_size=2M"]],
    [["-O", "qcow2", "-o", "cluster_size=512"]],
    [["-c", "-O", "qcow2"]],
    [["-c", "-O", "qcow2", "-o", "cluster_size=4k"]],
])("is read from what qemu-img %j writes", async (options) => {
    expect(await bootGeometryOf(await converted(...options))).toEqual({
        diskBytes: GIB,
        heads: 128,
    });
});

test.each([
    [["-O", "vmdk"]],
    [["-O", "qcow2", "-o", "extended_l2=on"]],
    [["-c", "-O", "qcow2", "-o", "compression_type=zstd"]],
])("is not read from what qemu-img %j writes", async (options) => {
    expect(await bootGeometryOf(await converted(...options))).toBeUndefined();
});
