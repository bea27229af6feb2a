import {
    mkdir,
    mkdtemp,
    readdir,
    readFile,
    rm,
    stat,
    symlink,
    utimes,
    writeFile,
} from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { readTree } from "../../../src/provider/imageImport/folderTree";
import { cacheFolder } from "../../../src/provider/cache/cacheFolder";
import { importFolder } from "../../../src/provider/imageImport/importFolder";
import { withIsoImage } from "../../../src/provider/imageImport/isoImage";
import { sha256Of } from "../../../src/provider/imageImport/hashOfFile";
import { checkFolder } from "../../../src/provider/imageImport/sourceFolder";
import { Volume } from "../../../src/schema/volume/volume";
import { output } from "../../integration/support/host/command";
import { createContext, fakeLibvirt } from "../fakeLibvirt";

// Needs xorriso, and nothing of the host.

let folder: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "iso-"));
});

afterEach(() => rm(folder, { recursive: true }));

const write = (path: string, content: string) => writeFile(join(folder, path), content);

async function packed<T>(use: (file: string) => Promise<T>): Promise<T> {
    const { entries, problems } = await readTree(folder);
    expect(problems).toEqual([]);
    return withIsoImage(folder, entries, new AbortController().signal, use);
}

/** What a system sees that reads Joliet, as Windows does. */
const seen = async (file: string) => {
    const words = ["-read_fs", "norock", "-indev", file, "-find", "/"];
    // In the C locale it would print other names.
    const list = await output("env", ["LC_ALL=C.UTF-8", "xorriso", ...words]);
    return list.trim().split("\n").sort();
};

const AWKWARD = [" leading", "-o", "a=b=c", "it's $(x) `y` %z", "Grün—日本", "x".repeat(64)];
const DEEP = [
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "g",
    "h",
    "i",
    "y".repeat(60),
    "z".repeat(64),
    "w".repeat(64),
].join("/");

test("all of a folder is on the CD under its own name: awkward ones, long ones, deep ones, empty ones", async () => {
    for (const name of AWKWARD) await write(name, name);
    await mkdir(join(folder, DEEP), { recursive: true });
    await write(`${DEEP}/deep`, "deep");
    await mkdir(join(folder, "empty"));
    const paths = (await readTree(folder)).entries.map(({ path }) => `/${path}`);
    await packed(async (file) => {
        const quoted = ["/", ...paths].map((path) => `'${path.replaceAll("'", `'"'"'`)}'`);
        expect(await seen(file)).toEqual(quoted.sort());
        const copy = join(folder, "copy");
        const from = `/${DEEP}/deep`;
        await output("xorriso", [
            "-osirrox",
            "on",
            "-read_fs",
            "norock",
            "-indev",
            file,
            "-extract",
            from,
            copy,
        ]);
        expect(await readFile(copy, "utf8")).toBe("deep");
        const volume = await output("xorriso", ["-indev", file, "-pvd_info"]);
        expect(volume).toContain("Volume Id    : XPLAB\n");
    });
});

test("an empty folder makes an empty CD", async () => {
    await packed(async (file) => expect(await seen(file)).toEqual(["'/'"]));
});

test("the same content at another time gives the same bytes", async () => {
    await mkdir(join(folder, "inner"));
    await write("inner/a", "a");
    const first = await packed(sha256Of);
    for (const path of ["inner/a", "inner", "."]) await utimes(join(folder, path), 1000, 1000);
    expect(await packed(sha256Of)).toBe(first);
});

/** Other tests that run at the same time have the user's own. */
async function withOwnCache(use: () => Promise<void>): Promise<void> {
    const before = process.env["XDG_CACHE_HOME"];
    const own = await mkdtemp(join(tmpdir(), "iso-cache-"));
    process.env["XDG_CACHE_HOME"] = own;
    try {
        await use();
    } finally {
        if (before === undefined) delete process.env["XDG_CACHE_HOME"];
        else process.env["XDG_CACHE_HOME"] = before;
        await rm(own, { recursive: true });
    }
}

test("the image goes when it is done, and what killed processes left goes too", () =>
    withOwnCache(async () => {
        const work = await cacheFolder("work");
        const dead = `1.${hostname()}.999999999`;
        await mkdir(join(work, dead));
        await packed(async (file) => {
            expect(await readdir(work)).toEqual([basename(dirname(file))]);
            expect((await stat(work)).mode & 0o777).toBe(0o700);
        });
        expect(await readdir(work)).toEqual([]);
    }));

test("nobody makes it delete what a link in a folder of all users leads to", async () => {
    const victim = join(folder, "victim");
    await mkdir(victim);
    await writeFile(join(victim, "precious"), "");
    const trap = await mkdtemp(join(tmpdir(), "xplab-999999999-"));
    await symlink(victim, join(trap, "x"));
    await packed(async () => undefined);
    expect(await readdir(trap)).toEqual(["x"]);
    expect(await readdir(victim)).toEqual(["precious"]);
    await rm(trap, { recursive: true });
});

const failing = (entries: readonly object[]) =>
    withIsoImage(folder, entries as never, new AbortController().signal, () => Promise.resolve());

test("what xorriso complains about is told, and nothing is made", () =>
    withOwnCache(async () => {
        const gone = { path: "gone", source: "gone", isFolder: false, bytes: 1, traits: "" };
        await expect(failing([gone])).rejects.toMatchObject({
            message: `Folder "${folder}" cannot be packed: Cannot determine attributes of source file '${folder}/gone' : No such file or directory. Check that all its files can be read and that the disk for temporary files has room, then run again. [folder-not-packed]`,
        });
        expect(await readdir(await cacheFolder("work"))).toEqual([]);
    }));

test("without xorriso the error says how to get it", async () => {
    const path = process.env["PATH"];
    process.env["PATH"] = "/nonexistent";
    try {
        await expect(failing([])).rejects.toMatchObject({
            message:
                `Folder "${folder}" cannot be packed: "xorriso" is not on the PATH. ` +
                'Run "sudo apt install xorriso" on the machine where Pulumi runs, then run again. [xorriso-missing]',
        });
    } finally {
        process.env["PATH"] = path;
    }
});

test.each([
    ["changed", () => write("a", "two")],
    ["got what cannot be packed", () => write("a:b", "")],
    ["gone", () => rm(join(folder, "a"))],
])(
    "a folder that has %s since the preview is refused, and nothing is uploaded",
    async (_what, change) => {
        await write("a", "one");
        const { source } = await checkFolder({ folder }, {});
        await change();
        const { libvirt, calls } = fakeLibvirt({});
        const sha256 = String(source["sha256"]);
        const inputs = Volume.inputs.parse({
            name: "X",
            pool: "p",
            format: "raw",
            source: { folder, sha256 },
        });
        const pool = { name: "p", uuid: "u" };
        await expect(
            importFolder(inputs, folder, pool, createContext(libvirt).context),
        ).rejects.toMatchObject({
            message:
                `Folder "${folder}" has changed since the run began. ` +
                "Run again once nothing writes to it. [folder-changed]",
        });
        expect(calls).toEqual([]);
    },
);

test("a folder that is gone since the preview is refused in the same words", async () => {
    const { libvirt } = fakeLibvirt({});
    const gone = join(folder, "gone");
    const inputs = Volume.inputs.parse({
        name: "X",
        pool: "p",
        format: "raw",
        source: { folder: gone },
    });
    const importing = importFolder(
        inputs,
        gone,
        { name: "p", uuid: "u" },
        createContext(libvirt).context,
    );
    await expect(importing).rejects.toMatchObject({ code: "folder-changed" });
});
