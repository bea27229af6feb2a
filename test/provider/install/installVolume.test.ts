import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTree } from "../../../src/provider/imageImport/folderTree";
import { installVolume } from "../../../src/provider/install/installVolume";
import { digestOf } from "../../../src/provider/imageImport/sourceFolder";
import { InstalledVolume } from "../../../src/schema/installedVolume";
import { parse } from "../../../src/xml/tree/parse";
import { all, first } from "../../../src/xml/tree/query";
import { createContext } from "../fakeLibvirt";
import { fakeInstaller, POOL, UUID, type Installer } from "./fakeInstaller";

const OFF = { state: 5, reason: 1 };
const DESTROYED = { state: 5, reason: 2 };
const IO_ERROR = { state: 3, reason: 5 };
const URN = "urn:pulumi:dev::xp-lab::libvirt:index:Domain::xp";
const sha256 = createHash("sha256").update("content").digest("hex");

let folder: string;
let cache: string | undefined;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-install-"));
    writeFileSync(join(folder, "xp.iso"), "content");
    cache = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = folder;
});

afterEach(() => {
    if (cache === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = cache;
    rmSync(folder, { recursive: true });
});

const inputs = (changes: object = {}) => ({
    ...InstalledVolume.inputs.parse({
        name: "X",
        uuid: UUID,
        pool: "p",
        capacityBytes: 1 << 20,
        domain: { accelerator: "tcg" },
        cd: { file: join(folder, "xp.iso"), sha256 },
        floppyFiles: { "WINNT.SIF": "answers" },
        phases: [{ name: "copies", restarts: 0 }],
        doneText: "DONE",
    }),
    ...changes,
});

async function install(installer: Installer, changes: object = {}, given: object = {}) {
    const host = fakeInstaller(installer);
    const made = createContext(host.libvirt, given);
    const result = await installVolume(inputs(changes), POOL, made.context).catch(
        async (error: unknown) => {
            await made.rollBack();
            return error;
        },
    );
    return { ...host, ...made, result };
}

test("the guest gets disk, CD and floppy, and nothing but the sealed volume stays", async () => {
    const { result, there, defined, said, done } = await install({ says: "DONE\r\n", ends: OFF });
    expect(result).toEqual({ volume: { pool: "p", name: "X", key: "/images/X" }, sha256 });
    expect([...there]).toEqual(["X"]);
    expect(defined).toEqual([]);
    expect(said).toEqual(["status: copies", "status: seals the volume"]);
    expect(done()).toEqual([
        "domainDefineXMLFlags X",
        "storageVolCreateXML X.part",
        "storageVolCreateXML X.cd",
        "upload X.cd",
        "storageVolCreateXML X.floppy",
        "upload X.floppy",
        "domainCreateWithFlags",
        "domainResume",
        // With zeros, before it goes.
        "upload X.floppy",
        "storageVolDelete X.floppy",
        "storageVolDelete X.cd",
        "storageVolCreateXMLFrom X",
        "storageVolDelete X.part",
        "domainUndefineFlags",
    ]);
});

test("a folder becomes a second CD, which goes with the first", async () => {
    const media = join(folder, "media");
    mkdirSync(media);
    writeFileSync(join(media, "setup.exe"), "a program");
    const digest = await digestOf(media, await readTree(media));
    const { result, there, done, calls } = await install(
        { says: "DONE\r\n", ends: OFF },
        { media: { folder: media, sha256: digest } },
    );
    expect(result).toMatchObject({ sha256 });
    expect([...there]).toEqual(["X"]);
    expect(done().slice(0, 7)).toEqual([
        "domainDefineXMLFlags X",
        "storageVolCreateXML X.part",
        "storageVolCreateXML X.media",
        "upload X.media",
        "storageVolCreateXML X.cd",
        "upload X.cd",
        "storageVolCreateXML X.floppy",
    ]);
    expect(done()).toContain("storageVolDelete X.media");
    expect(JSON.stringify(calls)).toContain("/images/X.media");
});

test.each([
    ["ide", "hda"],
    ["sata", "sda"],
    ["virtio", "vda"],
])("a disk on %s is %s", async (diskBus, target) => {
    const { calls } = await install({ says: "DONE\r\n", ends: OFF }, { diskBus });
    const [, defined] = calls.find(([procedure]) => procedure === "domainDefineXMLFlags") ?? [];
    const [disk] = all(parse((defined as { xml: string }).xml), "devices", "disk");
    expect(disk && first(disk, "target")?.attributes).toEqual({ dev: target, bus: diskBus });
});

test("a folder that has changed since it was checked is not packed", async () => {
    const { result, there } = await install({}, { media: { folder, sha256: "0" } });
    expect(String(result)).toContain("[folder-changed]");
    expect([...there]).toEqual([]);
});

test("a guest that is off before it has said so has failed, and everything is taken back", async () => {
    const { result, there, defined } = await install({ says: "asks\r\n", ends: OFF });
    expect(String(result)).toBe(
        'UserError: The guest that installs "p/X" powered itself off before its installation was complete. ' +
            'It was in the phase "copies". COM1 last printed "asks". ' +
            "Fix what stopped it, and run again: the installation restarts from scratch. [installation-ended]",
    );
    expect([[...there], defined]).toEqual([[], []]);
});

test.each([
    [DESTROYED, "was powered off from outside"],
    [IO_ERROR, "stopped because the host could not write its disk (a full pool?)"],
    [{ state: 6, reason: 0 }, "crashed"],
])("%j is no end, whatever it has said", async (ends, how) => {
    const { result } = await install({ says: "DONE\r\n", ends });
    expect(String(result)).toContain(
        `The guest that installs "p/X" ${how} before its installation was complete`,
    );
});

test("one that takes too long leaves a picture of its screen, for its owner alone", async () => {
    const { result, there } = await install({ says: "waits\r\n" }, { timeoutSeconds: 0 });
    const picture = join(folder, "xplab", "screenshots", "X.png");
    expect(String(result)).toBe(
        'UserError: The installation of "p/X" did not finish within 0 minutes. It was in the phase "copies". ' +
            `COM1 last printed "waits". A picture of its screen is in "${picture}". ` +
            "Check what its screen asks for, then put the answer in the program, or allow more time, and run again. [installation-late]",
    );
    expect(readFileSync(picture, "utf8")).toBe("a picture");
    expect(statSync(picture).mode & 0o777).toBe(0o600);
    expect([...there]).toEqual([]);
});

const leftBy = (urn: string, file: string) =>
    `<domain><name>Y</name><metadata><xplab:mark xmlns:xplab="urn:xplab:mark:1" token="t" urn="${urn}"/></metadata><devices>` +
    `<disk device='disk'><source file='/images/${file}.part'/></disk>` +
    `<disk device='cdrom'><source file='/images/${file}.cd'/></disk>` +
    `<disk device='cdrom'><source file='/images/${file}.media'/></disk>` +
    `<disk device='floppy'><source file='/images/${file}.floppy'/></disk>` +
    `<disk device='cdrom'/></devices></domain>`;

test("what a killed run has left goes first, under whatever name it was", async () => {
    const volumes = ["Y", "Y.part", "Y.cd", "Y.media", "Y.floppy", "else"];
    const left = leftBy(URN, "Y");
    const { there, done } = await install({ volumes, left, says: "DONE\r\n", ends: OFF });
    expect([...there]).toEqual(["else", "X"]);
    expect(done().slice(0, 8)).toEqual([
        "domainDestroyFlags",
        "storageVolDelete Y.part",
        "storageVolDelete Y",
        "storageVolDelete Y.cd",
        "storageVolDelete Y.media",
        "upload Y.floppy",
        "storageVolDelete Y.floppy",
        "domainUndefineFlags",
    ]);
});

test("a domain of another resource is left alone", async () => {
    const { result, done } = await install({ left: leftBy("urn of another", "Y") });
    expect(String(result)).toContain(
        'InstalledVolume "X" already exists on the host and does not belong to this stack (domain "Y")',
    );
    expect(done()).toEqual([]);
});

test.each([
    [["X"], undefined, "X-2"],
    [["X", "X-2"], undefined, "X"],
    [["X", "X-2"], "X", "X-2"],
])("beside %j, of which %s is used, it is called %s", async (volumes, used, name) => {
    const host = { volumes, says: "DONE\r\n", ends: OFF, ...(used === undefined ? {} : { used }) };
    const { result } = await install(host);
    expect(result).toMatchObject({ volume: { name } });
});

test("a name that the program chose is not taken from anybody", async () => {
    const { result, there } = await install({ volumes: ["X"] }, {}, { nameIsOurs: false });
    expect(String(result)).toContain('InstalledVolume "p/X" already exists on the host');
    expect([...there]).toEqual(["X"]);
});

test("a CD that is not the one that was checked is not started from", async () => {
    const { result, there, done } = await install(
        {},
        { cd: { file: join(folder, "xp.iso"), sha256: "0" } },
    );
    expect(String(result)).toContain("has the SHA-256");
    expect([...there]).toEqual([]);
    expect(done()).not.toContain("domainCreateWithFlags");
});
