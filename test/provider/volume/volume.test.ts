import { createHash } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { volume } from "../../../src/provider/volume/volume";
import { UNKNOWN, type Properties } from "../../../src/provider/lifecycle/wire";
import { Volume } from "../../../src/schema/volume/volume";
import { check } from "../checked";
import { qcow2Bytes } from "../../diskImage/headers";
import { CAPABILITIES, callContext, createContext, fakeLibvirt } from "../fakeLibvirt";

const sizeOf = (capacityBytes: number) => ({ pool: "pool", capacityBytes });
const overlay = { pool: "pool", backingVolume: "pool/golden" };

describe("the name", () => {
    test("is the resource's name and eight digits", async () => {
        const { plain } = await check("Volume", sizeOf(1));
        expect(plain["name"]).toMatch(/^xp-[0-9a-f]{8}$/);
    });

    test("stays while the content does", async () => {
        const { inputs: olds, plain } = await check("Volume", overlay);
        expect((await check("Volume", overlay, { olds, name: "renamed" })).plain).toEqual(plain);
    });

    test.each([
        ["pool", { pool: "other" }],
        ["format", { format: "raw" }],
        ["clusterSizeKiB", { clusterSizeKiB: 4 }],
        ["extendedL2", { extendedL2: true }],
        ["backingVolume", { backingVolume: "pool/other" }],
    ])("changes with %s, so that old and new coexist", async (_field, change) => {
        const { inputs: olds, plain: old } = await check("Volume", sizeOf(1));
        const { plain, failures } = await check("Volume", { ...sizeOf(1), ...change }, { olds });
        expect(failures).toEqual([]);
        expect(plain["name"]).toMatch(/^xp-[0-9a-f]{8}$/);
        expect(plain["name"]).not.toBe(old["name"]);
    });

    test("returns to the first when the content does", async () => {
        const first = await check("Volume", sizeOf(1));
        const raw = { ...sizeOf(1), format: "raw" };
        const second = await check("Volume", raw, { olds: first.inputs });
        const third = await check("Volume", sizeOf(1), { olds: second.inputs });
        expect(third.plain).toEqual({ ...first.plain, movesFrom: second.plain["name"] });
        // Set until the domain has copied it, and in every later run.
        const fourth = await check("Volume", sizeOf(1), { olds: third.inputs });
        expect(fourth.plain).toEqual(third.plain);
        const again = await check("Volume", raw, { olds: fourth.inputs });
        expect(again.plain).toEqual(second.plain);
    });

    test("replaces no raw volume of another size", async () => {
        const raw = await check("Volume", { ...sizeOf(1), format: "raw" });
        const other = await check("Volume", sizeOf(2), { olds: raw.inputs });
        expect(other.plain["movesFrom"]).toBeUndefined();
    });

    test("changes with filesystem, and a formatted volume keeps its size", async () => {
        const size = 64 * 2 ** 20;
        const raw = { ...sizeOf(size), format: "raw" };
        const first = await check("Volume", raw);
        const formatted = { ...raw, filesystem: { type: "fat32", label: "OUT" } };
        const second = await check("Volume", formatted, { olds: first.inputs });
        expect(second.failures).toEqual([]);
        expect(second.plain["name"]).not.toBe(first.plain["name"]);
        const olds = second.inputs;
        // The engine sends an object's fields in any order.
        const again = { ...formatted, filesystem: { label: "OUT", type: "fat32" } };
        expect((await check("Volume", again, { olds })).plain["name"]).toBe(second.plain["name"]);
        const larger = await check("Volume", { ...formatted, capacityBytes: 2 * size }, { olds });
        expect(larger.failures).toEqual([
            {
                property: "capacityBytes",
                reason: `must be ${size}, its current size: its file system cannot change size. To get another size, run "pulumi up --replace" with its URN, which discards its content [file-system-stays]`,
            },
        ]);
        const another = { ...formatted, capacityBytes: 2 * size, filesystem: { type: "fat16" } };
        expect((await check("Volume", another, { olds })).failures).toEqual([]);
    });

    test("stays when the volume grows, even one from a release that included the size", async () => {
        const { inputs } = await check("Volume", sizeOf(1));
        const olds = { ...inputs, name: "xp-01234567" };
        expect((await check("Volume", sizeOf(2), { olds })).plain["name"]).toBe("xp-01234567");
    });

    test("is the program's if it sets one", async () => {
        const { inputs: olds, plain } = await check("Volume", { ...sizeOf(1), name: "mine" });
        expect(plain["name"]).toBe("mine");
        const later = await check("Volume", { ...sizeOf(2), name: "mine" }, { olds });
        expect(later.plain["name"]).toBe("mine");
    });

    test("is unknown while its inputs are", async () => {
        const nobody = await check("Volume", sizeOf(1), { owner: undefined });
        expect([nobody.plain["name"], nobody.failures]).toEqual([UNKNOWN, []]);
        const { inputs: olds } = await check("Volume", overlay);
        const moved = await check("Volume", { ...overlay, backingVolume: UNKNOWN }, { olds });
        expect([moved.plain["name"], moved.failures]).toEqual([UNKNOWN, []]);
    });
});

describe("an overlay", () => {
    test("has small subclusters", async () => {
        const { plain } = await check("Volume", overlay);
        expect(plain).toEqual({
            ...overlay,
            name: plain["name"],
            format: "qcow2",
            clusterSizeKiB: 128,
            extendedL2: true,
        });
    });

    test("loses its layout when it is no overlay any more", async () => {
        const { inputs: olds } = await check("Volume", overlay);
        const news = { ...sizeOf(1), format: "raw" };
        const { plain, failures } = await check("Volume", news, { olds });
        expect(failures).toEqual([]);
        expect(plain).toEqual({ ...news, name: plain["name"] });
    });
});

describe("a smaller size", () => {
    const shrunk = (change: Properties, declared: Properties = {}) =>
        check("Volume", { ...sizeOf(2), ...declared }).then(({ inputs: olds }) =>
            check("Volume", { ...sizeOf(1), ...declared, ...change }, { olds }),
        );

    test("is refused with the current size", async () => {
        expect((await shrunk({})).failures).toEqual([
            {
                property: "capacityBytes",
                reason: 'must be at least 2, its current size: a volume cannot shrink. To get a smaller one, run "pulumi up --replace" with its URN, which discards its content [capacity-shrinks]',
            },
        ]);
        expect((await shrunk({}, { name: "mine" })).failures).toHaveLength(1);
    });

    test.each([
        ["another format", { format: "raw" }, {}],
        ["another name", { name: "other" }, { name: "mine" }],
        ["what is not known yet", { backingVolume: UNKNOWN }, {}],
    ])(
        "is accepted with %s, which makes another volume anyway",
        async (_what, change, declared) => {
            expect((await shrunk(change, declared)).failures).toEqual([]);
        },
    );
});

test("keeps the layout of an import until a source decides it", async () => {
    const found = { capacityBytes: 1, clusterSizeKiB: 64, extendedL2: false };
    const olds = { ...found, pool: "pool", __defaults: Object.keys(found) };
    const { plain } = await check("Volume", { pool: "pool" }, { olds });
    expect(plain).toMatchObject(found);
    const source = { url: "http://host/xp.qcow2", sha256: "0".repeat(64) };
    const { failures, plain: other } = await check("Volume", { pool: "pool", source }, { olds });
    expect(failures).toEqual([]);
    expect(Object.keys(other).sort()).toEqual(["format", "name", "pool", "source"]);
});

const imageOf = (content: string) => qcow2Bytes([4096, Buffer.from(content)]);

describe("with a source", () => {
    let folder: string;
    let file: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "xplab-volume-"));
        file = join(folder, "xp.qcow2");
        writeFileSync(file, imageOf("one"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    const from = (path: string) => ({ pool: "pool", source: { file: path } });
    const nameOf = (content: string) =>
        `xp-${createHash("sha256").update(imageOf(content)).digest("hex").slice(0, 16)}`;

    test("derives the name from the content, whoever the owner is", async () => {
        const { plain } = await check("Volume", from(file), { owner: undefined });
        expect(plain["name"]).toBe(nameOf("one"));
    });

    test("keeps the volume for another path with the same content", async () => {
        const { inputs: olds, plain: old } = await check("Volume", from(file));
        const other = join(folder, "moved.qcow2");
        renameSync(file, other);
        const { plain } = await check("Volume", from(other), { olds });
        expect(plain["name"]).toBe(old["name"]);
    });

    test("needs a new volume for new content", async () => {
        const { inputs: olds } = await check("Volume", from(file));
        writeFileSync(file, imageOf("other"));
        expect((await check("Volume", from(file), { olds })).plain["name"]).toBe(nameOf("other"));
    });

    test("uploads beside a volume that somebody changed on the host", async () => {
        const { inputs: first, plain: old } = await check("Volume", from(file));
        const changed = { ...from(file).source, sha256: "changed on the host: 1 bytes" };
        const second = await check("Volume", from(file), { olds: { ...first, source: changed } });
        expect(second.plain["name"]).toBe(`${String(old["name"])}-2`);
        const third = await check("Volume", from(file), { olds: second.inputs });
        expect(third.plain["name"]).toBe(second.plain["name"]);
    });

    test("leaves room for the digits in a long name", async () => {
        const name = "a".repeat(80);
        const { plain, failures } = await check("Volume", from(file), { name });
        expect(failures).toEqual([]);
        expect(plain["name"]).toMatch(/^a{44}-[0-9a-f]{16}$/);
    });

    test("needs another volume for another format of the same file", async () => {
        const { source } = from(file);
        const names = [];
        for (const change of [
            {},
            { format: "raw" },
            { source: { ...source, format: "raw" } },
            { source: { ...source, format: "qcow2" } },
        ]) {
            names.push((await check("Volume", { ...from(file), ...change })).plain["name"]);
        }
        expect(new Set(names).size).toBe(4);
        for (const name of names) expect(name).toMatch(/^xp-[0-9a-f]{16}([0-9a-f]{8})?$/);
    });

    test("has an unknown name while the format is unknown", async () => {
        const source = { file, format: UNKNOWN };
        expect((await check("Volume", { pool: "pool", source })).plain["name"]).toBe(UNKNOWN);
    });

    test("fails the check for a missing file", async () => {
        const missing = join(folder, "none");
        expect((await check("Volume", from(missing))).failures).toEqual([
            {
                property: "source.file",
                reason: `Image "${missing}" cannot be read: there is no such file. Name a file on the machine where Pulumi runs. [image-unreadable]`,
            },
        ]);
    });
});

test("does not delete a volume that a domain uses", async () => {
    const ref = { pool: "pool", name: "xp", key: "/images/xp" };
    const { libvirt, calls } = fakeLibvirt({
        storagePoolLookupByName: () => ({ name: "pool" }),
        storageVolLookupByName: () => ref,
        connectListAllDomains: () => [{ name: "patient" }],
        domainGetXMLDesc: () =>
            "<domain><name>patient</name><devices><disk><source file='/images/xp'/></disk></devices></domain>",
    });
    await expect(volume.delete("pool/xp", {}, callContext(libvirt))).rejects.toThrow(
        new Error(
            'Volume "pool/xp" is used by domain "patient". Delete that domain first. [volume-in-use]',
        ),
    );
    expect(calls.map(([procedure]) => procedure)).not.toContain("storageVolDelete");
});

test("refuses an overlay on an image that QEMU's user cannot read", async () => {
    const { libvirt, calls } = fakeLibvirt({
        storagePoolLookupByName: () => ({ name: "pool" }),
        storageVolLookupByName: () => ({ pool: "pool", name: "base", key: "/images/base" }),
        storageVolGetXMLDesc: () =>
            "<volume><target><path>/images/base</path><format type='qcow2'/><permissions><mode>0600</mode></permissions></target></volume>",
        connectGetCapabilities: () => CAPABILITIES,
    });
    const inputs = Volume.inputs.parse({ name: "top", pool: "pool", backingVolume: "pool/base" });
    const { context } = createContext(libvirt);
    await expect(volume.create(inputs, context)).rejects.toThrow(
        new Error(
            'QEMU\'s user cannot read backing volume "pool/base". Run "chown root:64055 /images/base; chmod 0440 /images/base" on the host, as root. [backing-unreadable]',
        ),
    );
    expect(calls.map(([procedure]) => procedure)).not.toContain("storageVolCreateXML");
});
