import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { Libvirt } from "../../../src/libvirt";
import { output } from "../support/host/command";
import { encryptedImage } from "../support/host/encryptedImage";
import { encryptedLab } from "../support/programs/encryptedLab";
import { Guest } from "../support/guest/guest";
import { inventory } from "../support/host/inventory";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(600_000);

const name = testName("cleanluks");
const pool = join(IMAGES, name);
/** Passphrases of the image and of the disk on it. */
const [IMAGE, DISK] = [randomBytes(12).toString("hex"), randomBytes(12).toString("hex")];
const PLACES = ["hda 50331648 65536", "memory 0 65536"] as const;
/** The number of resources with the clean state. */
const SIZE = 9;

let folder: string;
let libvirt: Libvirt;
let stack: Stack;

const program = (clean: Readonly<Record<string, string>>) => `
${encryptedLab({ name, image: `${folder}/image.qcow2` })}
const { path: file, format, backingChain, encryption } = disk;
const domain = new libvirt.Domain("guest", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: 96,
    disks: { hda: { file, format, backingChain, encryption } },
    serials: [{}],
}, options);
new libvirt.DomainSaveImage("clean", {
    domain: domain.uuid,
    pool: pool.name,
    readyWhen: { serialText: "XPLAB STAND-IN READY" },
    ...${JSON.stringify(clean)},
}, { provider });
`;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    folder = await mkdtemp(join(tmpdir(), testName("cleanluks-")));
    await writeFile(join(folder, "key"), IMAGE);
    const file = join(folder, "image.qcow2");
    await encryptedImage(file, join(folder, "key"), { image: standInImage });
    stack = await Stack.create({ project: "cleanluks", program: program({}) });
    await stack.succeed("config", "set", "--secret", "image", IMAGE);
    await stack.succeed("config", "set", "--secret", "disk", DISK);
});

afterAll(async () => {
    libvirt.close();
    await stack.dispose();
    await rm(folder, { recursive: true });
    expect((await inventory()).filter((line) => line.includes(name))).toEqual([]);
});

/** What the guest reports about its disk and its memory. */
async function ask(verb: "write" | "check", seed: string): Promise<(string | undefined)[]> {
    const guest = await Guest.meet(libvirt, name);
    const answers = [];
    for (const place of PLACES) {
        answers.push((await guest.command(`${verb}-pattern ${place} ${seed}`)).split(" ")[0]);
    }
    await guest.close();
    return answers;
}

const BOTH = ["OK", "OK"];

test("keeps and restores a guest on an encrypted disk on an encrypted image, with all of its disk under LUKS", async () => {
    await stack.up();
    expect(await ask("write", "dirty")).toEqual(BOTH);
    expect(await ask("check", "dirty")).toEqual(BOTH);
    await stack.setProgram(program({ resetTrigger: "1" }));
    await stack.up();
    expect(await ask("check", "dirty")).toEqual(["FAIL", "FAIL"]);

    await ask("write", "secret-text");
    const layer = (await readdir(pool)).find((file) => file.endsWith(".active")) ?? "";
    const path = join(pool, layer);
    const info = await output("qemu-img", ["info", "--force-share", path]);
    expect(info).toMatch(/encrypted: yes/);
    expect((await readFile(path)).includes("XPLAB PATTERN secret-text")).toBe(false);

    expect(await stack.preview()).toEqual({ same: SIZE });
    await stack.refresh("--expect-no-changes");
    expect(await stack.preview()).toEqual({ same: SIZE });
});
