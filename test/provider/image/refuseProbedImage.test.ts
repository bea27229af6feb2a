import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refuseProbedImage } from "../../../src/provider/image/refuseProbedImage";

let folder: string;
let file: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "probed-"));
    file = join(folder, "tools.iso");
});

afterEach(() => rm(folder, { recursive: true }));

test("a CD whose system area is the header of an image is refused", async () => {
    await writeFile(
        file,
        Buffer.concat([Buffer.from("QFI\xfb\0\0\0\x02", "latin1"), Buffer.alloc(40_000)]),
    );
    await expect(refuseProbedImage(file)).rejects.toThrow(
        `"${file}" is to be stored as it is, and begins like an image of format qcow: libvirt would take it for one, ` +
            "and open what its header names. Say source.format if it is such an image; do not use it if it came as a CD. [image-probed]",
    );
});

test.each([
    ["a blank one", Buffer.alloc(40_000)],
    ["one that boots", Buffer.concat([Buffer.from([0xeb, 0x58, 0x90]), Buffer.alloc(40_000)])],
    ["an empty file", Buffer.alloc(0)],
])("%s passes", async (_what, bytes) => {
    await writeFile(file, bytes);
    await refuseProbedImage(file);
});
