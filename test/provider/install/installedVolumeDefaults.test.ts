import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTree } from "../../../src/provider/imageImport/folder/folderTree";
import { digestOf } from "../../../src/provider/imageImport/folder/checkFolder";
import { UNKNOWN, type Properties } from "../../../src/provider/lifecycle/wire";
import { BEYOND } from "../../../src/schema/core/accept";
import { check as checkType } from "../checked";

let folder: string;
let iso: string;

/** A file with the identifier of a CD. */
const CD = Buffer.alloc(17 * 2048);
CD.write("CD001", 16 * 2048 + 1);

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-birth-"));
    iso = join(folder, "xp.iso");
    writeFileSync(iso, CD);
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

const sha256 = createHash("sha256").update(CD).digest("hex");

const news = (changes: Properties = {}): Properties => ({
    pool: "p",
    capacityBytes: 1,
    cd: { file: iso },
    floppyFiles: { "WINNT.SIF": "secret" },
    doneText: "DONE",
    ...changes,
});

const check = (changes: Properties = {}, circumstances: Parameters<typeof checkType>[2] = {}) =>
    checkType("InstalledVolume", news(changes), circumstances);

test("chooses its UUID, its name and the CD's SHA-256", async () => {
    const { plain, failures } = await check();
    expect(failures).toEqual([]);
    expect(plain["cd"]).toEqual({ file: iso, sha256 });
    expect(plain["name"]).toMatch(/^xp-[0-9a-f]{8}$/);
    expect(plain["uuid"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
});

test("does not use the floppy in the name", async () => {
    const [one, other] = [await check(), await check({ floppyFiles: { A: "another secret" } })];
    expect(other.plain["name"]).toBe(one.plain["name"]);
});

test.each([
    [{}],
    [{ domain: { memoryMiB: 128, cpuModel: "qemu32" } }],
    [{ phases: [{ name: "a" }], timeoutSeconds: 20 }],
    [{ doneText: "FERTIG" }],
])("keeps the volume for %j", async (changes) => {
    const { inputs: olds } = await check();
    const { plain } = await check(changes, { olds });
    expect(plain["name"]).toBe(olds["name"]);
});

test.each([[{ capacityBytes: 2 }], [{ domain: { vcpus: 2 } }], [{ floppyFiles: { A: "b" } }]])(
    "%j asks for another one, which is there beside the old one",
    async (changes) => {
        const { inputs: olds } = await check();
        const { plain, inputs } = await check(changes, { olds });
        expect(plain["name"]).not.toBe(olds["name"]);
        const again = await check(changes, { olds: inputs });
        expect(again.plain["name"]).toBe(plain["name"]);
    },
);

test("returns to the first name after two changes of the floppy", async () => {
    const { inputs: first } = await check();
    const { inputs: second } = await check({ floppyFiles: { A: "b" } }, { olds: first });
    const { inputs: third } = await check({ floppyFiles: { A: "c" } }, { olds: second });
    expect([second["name"], third["name"]]).toEqual([`${String(first["name"])}-2`, first["name"]]);
});

test("needs another volume for another CD, but not for another path of the same CD", async () => {
    const { inputs: olds } = await check();
    const moved = join(folder, "moved.iso");
    writeFileSync(moved, CD);
    expect((await check({ cd: { file: moved } }, { olds })).plain["name"]).toBe(olds["name"]);
    writeFileSync(iso, Buffer.concat([CD, CD]));
    expect((await check({}, { olds })).plain["name"]).not.toBe(olds["name"]);
});

test("hashes names and contents of a second CD, and needs another volume for it", async () => {
    const { inputs: olds } = await check();
    const media = join(folder, "media");
    mkdirSync(media);
    writeFileSync(join(media, "setup.exe"), "one");
    const { plain, inputs, failures } = await check(
        { media: { folder: media }, accept: BEYOND },
        { olds },
    );
    expect(failures).toEqual([]);
    const digest = await digestOf(media, await readTree(media));
    expect(plain["media"]).toEqual({ folder: media, sha256: digest });
    expect(plain["name"]).not.toBe(olds["name"]);
    const again = await check({ media: { folder: media }, accept: BEYOND }, { olds: inputs });
    expect(again.plain).toEqual(plain);
    writeFileSync(join(media, "setup.exe"), "another");
    const changed = await check({ media: { folder: media }, accept: BEYOND }, { olds: inputs });
    expect(changed.plain["name"]).not.toBe(plain["name"]);
});

const codeOf = ({ property, reason }: { property: string; reason: string }) =>
    `${property} ${reason.slice(reason.lastIndexOf("["))}`;

test("reports a missing folder of a second CD, and a SHA-256 given for it", async () => {
    const media = join(folder, "none");
    const { failures } = await check({ media: { folder: media }, accept: BEYOND });
    expect(failures.map(codeOf)).toEqual(["media.folder [folder-unreadable]"]);
    const given = await check({ media: { folder, sha256 }, accept: BEYOND });
    expect(given.failures.map(codeOf)).toEqual(["media.sha256 [folder-hash-given]"]);
});

test("knows nothing that depends on the owner before the first create", async () => {
    const { plain } = await check({}, { owner: undefined });
    expect([plain["name"], plain["uuid"]]).toEqual([UNKNOWN, UNKNOWN]);
});

test("reports a CD that cannot be read", async () => {
    const file = join(folder, "no.iso");
    const { failures } = await check({ cd: { file } });
    expect(failures).toEqual([
        {
            property: "cd.file",
            reason: `Image "${file}" cannot be read: there is no such file. Name a file on the machine where Pulumi runs. [image-unreadable]`,
        },
    ]);
});

test("reports a wrong floppy without showing its content", async () => {
    const { failures } = await check({ floppyFiles: { "answers.txt": "secret", B: "\u20ac" } });
    expect(JSON.stringify(failures)).not.toContain("secret");
    expect(failures.map(({ property }) => property)).toEqual(["floppyFiles.answers.txt"]);
});

test("installs nothing again for the same answers in other words", async () => {
    const { inputs: olds } = await check({ answers: "one" });
    const written = { "WINNT.SIF": "secret, as another release writes it" };
    const { plain, inputs } = await check({ answers: "one", floppyFiles: written }, { olds });
    expect(plain["name"]).toBe(olds["name"]);
    expect(plain["floppyFiles"]).toEqual({ "WINNT.SIF": "secret" });
    const other = await check({ answers: "two", floppyFiles: written }, { olds: inputs });
    expect(other.plain["name"]).not.toBe(olds["name"]);
    expect(other.plain["floppyFiles"]).toEqual(written);
});

test("recognises a floppy of a release that recorded no answers", async () => {
    const { inputs: olds } = await check();
    const written = { "WINNT.SIF": "other words", "XPLAB1.CMD": "more" };
    const news = { answers: "one", floppyFiles: written };
    const kept = await check({ ...news, formerFloppyFiles: { "WINNT.SIF": "secret" } }, { olds });
    expect(kept.plain["name"]).toBe(olds["name"]);
    expect(kept.plain["floppyFiles"]).toEqual({ "WINNT.SIF": "secret" });
    expect(kept.plain).not.toHaveProperty("formerFloppyFiles");
    const next = await check(
        { ...news, formerFloppyFiles: { "WINNT.SIF": "secret" } },
        { olds: kept.inputs },
    );
    expect(next.plain).toEqual(kept.plain);
    const changed = await check({ ...news, formerFloppyFiles: { "WINNT.SIF": "no" } }, { olds });
    expect(changed.plain["name"]).not.toBe(olds["name"]);
});

test("uses the new floppy where the volume is installed again for another reason", async () => {
    const { plain } = await check({ answers: "one", floppyFiles: { A: "new" } });
    expect(plain["floppyFiles"]).toEqual({ A: "new" });
});
