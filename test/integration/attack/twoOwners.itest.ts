import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inventory } from "../support/host/inventory";
import { testName } from "../support/host/names";
import { SMALL_LAB_SIZE, smallLab } from "../support/programs/smallLab";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const name = testName("twins");
let folder: string;
let mine: Stack;
let theirs: Stack;
let before: string[];

/** The objects of both stacks, which have the same names. */
const traces = async () => (await inventory()).filter((line) => line.includes(name));

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("image-")));
    const image = join(folder, "image.raw");
    await writeFile(image, Buffer.alloc(1 << 20));
    const options = { project: "twins", program: smallLab({ name, image }) };
    mine = await Stack.create(options);
    theirs = await Stack.create(options);
    await mine.up();
    before = await traces();
});

afterAll(async () => {
    await mine.dispose();
    await theirs.dispose();
    await rm(folder, { recursive: true });
});

test("refuses the second stack of the same name, naming object and field", async () => {
    const { id = "" } = await mine.resource("libvirt:index:Pool");
    expect(await theirs.upErrors()).toEqual({
        pool: [
            `Pool "${name}" already exists on the host and does not belong to this stack (UUID ${id}). ` +
                "Set name to another value, or remove the existing pool. [name-taken]",
        ],
    });
    expect(await traces()).toEqual(before);
});

test("its destroy deletes nothing of the first", async () => {
    await theirs.destroy();
    expect(await traces()).toEqual(before);
    expect(await mine.preview()).toEqual({ same: SMALL_LAB_SIZE });
});
