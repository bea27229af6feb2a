import { link, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BEYOND } from "../../../src/schema/core/accept";
import { bomb } from "../../provider/imageImport/bomb";
import { ImageServer, sendsOn } from "../../provider/imageImport/imageServer";
import { AttackTable } from "./attackTable";
import { output, run } from "../support/host/command";
import { inventory } from "../support/host/inventory";
import { IMAGES } from "../support/host/names";
import { Stack } from "../support/stack/stack";

/*
 * What an attacker tries who supplies an image, has an account on the host, or sits between it and a download.
 * "npm run attack" prints the table.
 */

jest.setTimeout(300_000);

const SECRET = "of root alone ".repeat(100);

const table = new AttackTable();
const { attack } = table;

let before: string[];
let stack: Stack;
let folder: string;
const cache = process.env["XDG_CACHE_HOME"];

const file = (name: string) => join(folder, name);
const pool = () => join(IMAGES, stack.project);

beforeAll(async () => {
    before = await inventory();
    folder = await mkdtemp(join(tmpdir(), "image-attack-"));
    await writeFile(file("secret"), SECRET, { mode: 0o600 });
    stack = await Stack.create({ project: "image-attack", program: "" });
});

afterEach(() => stack.destroy());

afterAll(async () => {
    await stack.dispose();
    await rm(folder, { recursive: true });
    expect(await inventory()).toEqual(before);
    table.print();
});

/** A pool with one volume. */
const importing = (fields: object) => `
const provider = new libvirt.Provider("libvirt");
const options = { provider, deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${stack.project}", path: "${pool()}" }, options);
new libvirt.Volume("image", { pool: pool.name, ...${JSON.stringify(fields)} }, { provider });`;

const codeIn = (text: string) => /\[([a-z-]+)\]$/.exec(text.trim())?.[1] ?? text;

/** The code of the error with which an import fails. */
async function refusalOf(fields: object): Promise<string> {
    await stack.setProgram(importing(fields));
    return codeIn((await stack.upErrors())["image"]?.[0] ?? "");
}

attack("an image of a few MiB that unpacks to a terabyte", "no-space-in-pool", async () => {
    await writeFile(file("bomb.qcow2"), bomb(2 ** 40));
    return refusalOf({ source: { file: file("bomb.qcow2") } });
});

attack("a named pipe in place of an image", "image-unreadable", async () => {
    await output("mkfifo", [file("pipe")]);
    return refusalOf({ source: { file: file("pipe"), sha256: "0".repeat(64) } });
});

const DESCRIPTOR = (extent: string) => `# Disk DescriptorFile
version=1
CID=fffffffe
parentCID=ffffffff
createType="monolithicFlat"

RW 2 FLAT "${extent}" 0
`;

/** Alternates a name between two files while the work runs. */
async function flipping<T>(name: string, files: readonly string[], work: () => Promise<T>) {
    let isOver = false;
    const flip = async () => {
        for (let turn = 0; !isOver; turn += 1) {
            await link(file(files[turn % files.length] ?? ""), file("next"));
            await rename(file("next"), file(name));
            await sleep(turn % 7);
        }
    };
    const flips = flip();
    try {
        return await work();
    } finally {
        isOver = true;
        await flips;
    }
}

/** Whether the import's volume, made from either file, contains root's file. */
async function storedOf(name: string): Promise<string> {
    await stack.setProgram(importing({ source: { file: file(name) } }));
    await stack.run(["up", "--yes", "--skip-preview"]);
    const args = ["--connect", "qemu:///system", "pool-refresh", stack.project];
    const { code } = await run("timeout", ["20", "virsh", ...args]);
    if (code !== 0) return "libvirtd hangs";
    const stored = await readdir(pool()).catch(() => []);
    for (const volume of stored) {
        await output("qemu-img", ["convert", "-O", "raw", join(pool(), volume), file("content")]);
        const found = await run("grep", ["--count", "--text", "of root alone", file("content")]);
        if (found.code === 0) return "root's file is in the image";
    }
    await stack.destroy();
    return "nothing of root's";
}

async function tried(times: number, work: () => Promise<string>): Promise<string> {
    const seen = new Set<string>();
    for (let time = 0; time < times; time += 1) seen.add(await work());
    return [...seen].join(", ");
}

attack("a vmdk that is swapped during conversion", "nothing of root's", async () => {
    await output("qemu-img", ["create", "-f", "vmdk", file("sound.vmdk"), "8M"]);
    await writeFile(file("evil.vmdk"), DESCRIPTOR(file("secret")));
    return flipping("xp.vmdk", ["sound.vmdk", "evil.vmdk"], () =>
        tried(4, () => storedOf("xp.vmdk")),
    );
});

attack("a qcow2 that is swapped for one with a backing file", "nothing of root's", async () => {
    await output("qemu-img", ["create", "-f", "qcow2", file("sound.qcow2"), "8M"]);
    const over = ["create", "-f", "qcow2", "-b", file("secret"), "-F", "raw", file("evil.qcow2")];
    await output("qemu-img", [...over, "8M"]);
    return flipping("xp.qcow2", ["sound.qcow2", "evil.qcow2"], () =>
        tried(4, () => storedOf("xp.qcow2")),
    );
});

attack("a server that sends without end", "download-too-long, nothing kept", async () => {
    const server = await ImageServer.start({ "/xp": sendsOn });
    const small = file("small");
    await mkdir(small);
    await output("mount", ["-t", "tmpfs", "-o", "size=64m", "small", small]);
    process.env["XDG_CACHE_HOME"] = small;
    try {
        const source = { url: server.url("/xp"), sha256: "0".repeat(64) };
        const code = await refusalOf({ source });
        const left = await readdir(join(small, "xplab/images"));
        return `${code}, ${left.join(" ") || "nothing kept"}`;
    } finally {
        if (cache === undefined) delete process.env["XDG_CACHE_HOME"];
        else process.env["XDG_CACHE_HOME"] = cache;
        await output("umount", [small]);
        await server.stop();
    }
});

/** A guest on an image, with a CD in its drive. */
const running = (media: string, image: string) => `
const provider = new libvirt.Provider("libvirt");
const named = { provider, deleteBeforeReplace: true };
const name = "${stack.project}";
const pool = new libvirt.Pool("pool", { name, path: "${pool()}" }, named);
const stored = (key, fields) => new libvirt.Volume(key, { pool: pool.name, ...fields }, { provider });
const image = stored("image", { source: { file: "${image}" } });
const disk = stored("disk", { backingVolume: image.id });
const cd = stored("cd", { format: "raw", source: { folder: "${media}" }, accept: "${BEYOND}" });
const { path: file, format, backingChain } = disk;
const devices = { disks: { hda: { file, format, backingChain } }, cdroms: { hdc: { file: cd.path } } };
const machine = { accelerator: "tcg", memoryMiB: 16, shutdownTimeoutSeconds: 0, ...devices };
new libvirt.Domain("domain", { name, ...machine }, named);`;

/** Files in the pool that a host user with extra groups can read. */
async function readBy(groups: string): Promise<string> {
    const user = ["--reuid=65534", "--regid=65534", `--groups=${groups}`];
    const files = await readdir(pool());
    const tried = files.map(async (name) => {
        const { code } = await run("setpriv", [...user, "head", "--bytes=1", join(pool(), name)]);
        return code === 0 ? [name] : [];
    });
    return (await Promise.all(tried)).flat().join(" ") || `none of ${files.length}`;
}

attack("a neighbour reads images and the CD of a running guest", "none of 3", async () => {
    await mkdir(file("cd"));
    await writeFile(join(file("cd"), "key.txt"), "a key");
    await output("qemu-img", ["create", "-f", "qcow2", file("golden.qcow2"), "8M"]);
    await stack.setProgram(running(file("cd"), file("golden.qcow2")));
    await stack.up();
    const seen = new Set([await readBy("65534"), await readBy("kvm,libvirt")]);
    return [...seen].join(", ");
});

attack("a link where root cleans up after killed runs", "nothing is deleted", async () => {
    const victim = file("victim");
    await mkdir(victim);
    await writeFile(join(victim, "precious"), "");
    // No process has such a high id.
    const trap = join(tmpdir(), "xplab-99999999-trap");
    await symlink(victim, trap);
    await mkdir(file("media"));
    await writeFile(join(file("media"), "a.txt"), "a");
    await stack.setProgram(
        importing({ format: "raw", source: { folder: file("media") }, accept: BEYOND }),
    );
    await stack.up();
    const left = [...(await readdir(victim)), ...(await readdir(tmpdir()))];
    await rm(trap);
    const isThere = ["precious", "xplab-99999999-trap"].every((name) => left.includes(name));
    return isThere ? "nothing is deleted" : "something is";
});
