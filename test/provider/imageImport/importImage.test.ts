import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importImage } from "../../../src/provider/imageImport/importImage";
import { Volume } from "../../../src/schema/volume/volume";
import { parse } from "../../../src/xml/tree/parse";
import { textAt } from "../../../src/xml/tree/query";
import { CAPABILITIES, createContext, fakeLibvirt, libvirtError } from "../fakeLibvirt";
import { qcow2Bytes, u32be, u64be, type Parts } from "../../diskImage/headers";

const pool = { name: "pool", uuid: "p" };
const CONTENT = "content of an image";
const sha256 = createHash("sha256").update(CONTENT).digest("hex");
const keyOf = (name: string) => `/images/${name}`;

let folder: string;
let file: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-import-"));
    file = join(folder, "xp.raw");
    writeFileSync(file, CONTENT);
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

interface Host {
    /** Names of the existing volumes. */
    readonly volumes?: string[];
    /** What a download after the upload returns. */
    readonly stored?: string | Buffer;
    /** Path of a domain's disk. */
    readonly used?: string;
    /** Name of the volume whose file was deleted. */
    readonly lost?: string;
    /** Whether another run writes to the volume that should be deleted. */
    readonly busy?: boolean;
}

function host({ volumes = [], stored = CONTENT, used, lost, busy = false }: Host) {
    const there = new Set(volumes);
    const make = ({ xml }: { xml: string }) => {
        const name = textAt(parse(xml), "name") ?? "";
        there.add(name);
        return { pool: "pool", name, key: keyOf(name) };
    };
    const fake = fakeLibvirt(
        {
            connectGetCapabilities: () => CAPABILITIES,
            storagePoolLookupByName: () => pool,
            storageVolLookupByName: ({ name }: { name: string }) => {
                if (!there.has(name)) throw libvirtError("noStorageVolume");
                return { pool: "pool", name, key: keyOf(name) };
            },
            storageVolGetInfo: ({ volume }: { volume: { name: string } }) => {
                if (volume.name === lost) throw libvirtError("noStorageVolume");
                return { type: 0, capacity: 0n, allocation: 0n };
            },
            connectListAllDomains: () => (used === undefined ? [] : [{ name: "patient" }]),
            domainGetXMLDesc: () =>
                `<domain><name>patient</name><devices><disk><source file='${used ?? ""}'/></disk></devices></domain>`,
            connectListAllStoragePools: () => [],
            storagePoolGetInfo: () => ({ availableBytes: 1n << 30n }),
            storageVolCreateXML: make,
            storageVolCreateXMLFrom: make,
            storageVolDelete: ({ volume }: { volume: { name: string } }) => {
                if (busy) throw libvirtError("operationInvalid");
                if (!there.delete(volume.name)) throw libvirtError("noStorageVolume");
            },
        },
        { download: () => [Buffer.from(stored)] },
    );
    const changes = () =>
        fake.calls.flatMap(([procedure, args]) => {
            if (procedure === "storageVolGetInfo") return [];
            const { volume, xml } = args as { volume?: { name: string }; xml?: string };
            const name =
                volume?.name ?? (xml === undefined ? undefined : textAt(parse(xml), "name"));
            return name === undefined ? [] : [`${procedure} ${name}`];
        });
    return { ...fake, there, changes };
}

const inputs = () =>
    Volume.inputs.parse({ name: "X", pool: "pool", format: "raw", source: { file, sha256 } });

function importing(on: ReturnType<typeof host>, nameIsOurs = true, expected = sha256) {
    const made = createContext(on.libvirt, { nameIsOurs });
    const result = importImage(inputs(), { file, sha256: expected }, pool, made.context);
    return { ...made, result };
}

/** Mode and group of each created volume. */
const accessOf = ({ calls }: ReturnType<typeof host>) =>
    calls
        .filter(([procedure]) => procedure.startsWith("storageVolCreate"))
        .map(([, args]) => parse((args as { xml: string }).xml))
        .map((xml) => ["mode", "group"].map((name) => textAt(xml, "target", "permissions", name)));

const WHOLE_IMPORT = [
    "storageVolCreateXML X.part",
    "upload X.part",
    "download X.part",
    "storageVolCreateXMLFrom X",
    "storageVolDelete X.part",
];

test("uploads and verifies X.part, copies it to X and deletes it", async () => {
    const on = host({});
    const { result } = importing(on);
    expect(await result).toEqual({ pool: "pool", name: "X", key: keyOf("X") });
    expect(on.changes()).toEqual(WHOLE_IMPORT);
    expect(accessOf(on)).toEqual([
        ["0440", "64055"],
        ["0440", "64055"],
    ]);
});

test("makes a CD readable by root only, until libvirt gives it to QEMU's user", async () => {
    const cd = Buffer.alloc(17 * 2048);
    cd.write("CD001", 16 * 2048 + 1);
    writeFileSync(file, cd);
    const on = host({ stored: cd });
    await importing(on, true, createHash("sha256").update(cd).digest("hex")).result;
    expect(accessOf(on)).toEqual([
        ["0400", "0"],
        ["0400", "0"],
    ]);
});

test("creates a volume again when its file was deleted", async () => {
    const on = host({ volumes: ["X"], lost: "X" });
    await importing(on).result;
    expect(on.changes()).toEqual(["storageVolDelete X", ...WHOLE_IMPORT]);
});

test("uploads an encrypted image to X itself, which X.part marks as half made", async () => {
    const bytes = qcow2Bytes([32, u32be(2)]); // LUKS
    writeFileSync(file, bytes);
    const on = host({ stored: bytes });
    const download = createHash("sha256").update(bytes).digest("hex");
    const encrypted = Volume.inputs.parse({
        name: "X",
        pool: "pool",
        source: { file },
        encryption: { secret: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6" },
    });
    const { context, rollBack } = createContext(on.libvirt);
    await importImage(encrypted, { file, sha256: download }, pool, context);
    expect(on.changes()).toEqual([
        "storageVolCreateXML X.part",
        "storageVolCreateXML X",
        "upload X",
        "download X",
        "storageVolDelete X.part",
    ]);
    await rollBack();
    expect([...on.there]).toEqual([]);
});

/** The upload of a qcow2 image, and its target. */
async function changesOfQcow2(...changes: Parts) {
    const bytes = qcow2Bytes(...changes);
    writeFileSync(file, bytes);
    const on = host({ stored: bytes });
    const source = { file, sha256: createHash("sha256").update(bytes).digest("hex") };
    const wanted = Volume.inputs.parse({ name: "X", pool: "pool", source: { file } });
    await importImage(wanted, source, pool, createContext(on.libvirt).context);
    return on.changes();
}

test("uploads a plain qcow2 image to X itself, which X.part marks as half made", async () => {
    expect(await changesOfQcow2()).toEqual([
        "storageVolCreateXML X.part",
        "storageVolCreateXML X",
        "upload X",
        "download X",
        "storageVolDelete X.part",
    ]);
});

/** An L2 table with one cluster, and the L1 entry of it. */
const withCluster = (entry: bigint): Parts => [
    [0x30000, u64be(0x20000)],
    [0x20000, u64be(entry)],
];

test.each<[string, Parts]>([
    ["snapshots", [[60, u32be(1)]]],
    ["reference counts that are out of date", [[72, u64be(1)]]],
    ["a compressed cluster", withCluster((1n << 62n) | 0x10000n)],
    [
        "a compressed cluster with subclusters",
        [[72, u64be(16)], ...withCluster((1n << 62n) | 0x10000n)],
    ],
])("has the host copy a qcow2 image with %s", async (_what, changes) => {
    expect(await changesOfQcow2(...changes)).toEqual(WHOLE_IMPORT);
});

test("needs no copy of a qcow2 image with ordinary clusters", async () => {
    expect(await changesOfQcow2(...withCluster((1n << 63n) | 0x10000n))).not.toEqual(WHOLE_IMPORT);
});

test("uploads an image once for two runs", async () => {
    const on = host({});
    const said: string[] = [];
    const log = (_: string, text: string) => void said.push(text);
    const run = () => {
        const { context } = createContext(on.libvirt, { log });
        return importImage(inputs(), { file, sha256 }, pool, context);
    };
    const [one, other] = await Promise.all([run(), run()]);
    expect(one).toEqual(other);
    expect(on.changes()).toEqual(WHOLE_IMPORT);
    expect(said).toEqual(["waiting for another run that imports it"]);
});

test("imports without a cache folder", async () => {
    const cache = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = join(file, "in a file");
    try {
        const on = host({});
        await importing(on).result;
        expect(on.changes()).toEqual(WHOLE_IMPORT);
    } finally {
        process.env["XDG_CACHE_HOME"] = cache;
    }
});

test("deletes X after a later failure", async () => {
    const on = host({});
    const { result, rollBack } = importing(on);
    await result;
    await rollBack();
    expect([...on.there]).toEqual([]);
});

test.each<[string, Host, string, (file: string) => string]>([
    [
        "what libvirt stored differs",
        { stored: "cut short" },
        sha256,
        () =>
            `Volume "pool/X.part" came back from the host with the SHA-256 ${createHash("sha256").update("cut short").digest("hex")}, not ${sha256}. ` +
            "Run again. If it happens again, check the host's disk. [upload-differs]",
    ],
    [
        "the file differs",
        {},
        "0".repeat(64),
        (path) =>
            `"${path}" has the SHA-256 ${sha256}, not ${"0".repeat(64)}. ` +
            "Check that it is the image that you mean. If it is, set sha256 to its hash and run again. [image-differs]",
    ],
])("undoes everything when %s", async (_what, setting, expected, text) => {
    const on = host(setting);
    const { result, rollBack } = importing(on, true, expected);
    await expect(result).rejects.toThrow(new Error(text(file)));
    expect(on.changes()).not.toContain("storageVolCreateXMLFrom X");
    await rollBack();
    expect([...on.there]).toEqual([]);
});

test("shares X without an upload when there is no X.part", async () => {
    const on = host({ volumes: ["X"] });
    const { result } = importing(on);
    expect(await result).toEqual({ pool: "pool", name: "X", key: keyOf("X") });
    expect(on.changes()).toEqual([]);
});

test("adopts an orphaned X", async () => {
    const on = host({ volumes: ["X", "X.left"] });
    await importing(on).result;
    expect([...on.there]).toEqual(["X"]);
});

test("replaces a half-made X beside X.part", async () => {
    const on = host({ volumes: ["X", "X.part"] });
    await importing(on).result;
    expect(on.changes()).toEqual([
        "storageVolDelete X",
        "storageVolDelete X.part",
        ...WHOLE_IMPORT,
    ]);
});

test("replaces an X.part without X", async () => {
    const on = host({ volumes: ["X.part"] });
    await importing(on).result;
    expect(on.changes()).toEqual(["storageVolDelete X.part", ...WHOLE_IMPORT]);
});

test("does not touch a half-made X that a domain uses", async () => {
    const on = host({ volumes: ["X", "X.part"], used: keyOf("X") });
    await expect(importing(on).result).rejects.toThrow(
        new Error(
            'Volume "pool/X" is used by domain "patient". Delete that domain first. [volume-in-use]',
        ),
    );
    expect(on.changes()).toEqual([]);
});

test("does not touch an upload of another run", async () => {
    const on = host({ volumes: ["X.part"], busy: true });
    await expect(importing(on).result).rejects.toMatchObject({
        name: "UserError",
        message:
            'Volume "pool/X.part" is being uploaded by another run. Run again once that run has ended. [upload-elsewhere]',
    });
});

test.each(["X", "X.part"])("refuses a name of the program that is taken by %s", async (name) => {
    const on = host({ volumes: [name] });
    await expect(importing(on, false).result).rejects.toThrow(
        new Error(
            `Volume "pool/${name}" already exists on the host and does not belong to this stack (path ${keyOf(name)}). ` +
                "Set name to another value, or remove the existing volume. [name-taken]",
        ),
    );
    expect(on.changes()).toEqual([]);
});

test("creates no X when aborted after the upload", async () => {
    const on = host({});
    const controller = new AbortController();
    const { context, rollBack } = createContext(on.libvirt, { signal: controller.signal });
    const download = on.libvirt.download.bind(on.libvirt);
    on.libvirt.download = (...args) => {
        controller.abort(new Error("cut off"));
        return download(...args);
    };
    const source = { file, sha256 };
    await expect(importImage(inputs(), source, pool, context)).rejects.toThrow(
        new Error("cut off"),
    );
    await rollBack();
    expect([...on.there]).toEqual([]);
});
