import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importContent } from "../../../src/provider/imageImport/importContent";
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
    /** Names of the volumes that are there. */
    readonly volumes?: string[];
    /** What comes back of the upload. */
    readonly stored?: string | Buffer;
    /** Path of a domain's disk. */
    readonly used?: string;
    /** Name of the volume whose file was removed. */
    readonly lost?: string;
    /** Whether another run writes what should be deleted. */
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
    const result = importContent(inputs(), { file, sha256: expected }, pool, made.context);
    return { ...made, result };
}

/** Mode and group of each volume that was made. */
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

test("a CD is root's alone, until libvirt gives it to QEMU's user", async () => {
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

test("a volume whose file was removed is made again", async () => {
    const on = host({ volumes: ["X"], lost: "X" });
    await importing(on).result;
    expect(on.changes()).toEqual(["storageVolDelete X", ...WHOLE_IMPORT]);
});

test("what is encrypted is uploaded to X itself, while X.part marks it as half made", async () => {
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
    await importContent(encrypted, { file, sha256: download }, pool, context);
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

/** What is uploaded of a qcow2 image, and where. */
async function changesOfQcow2(...changes: Parts) {
    const bytes = qcow2Bytes(...changes);
    writeFileSync(file, bytes);
    const on = host({ stored: bytes });
    const source = { file, sha256: createHash("sha256").update(bytes).digest("hex") };
    const wanted = Volume.inputs.parse({ name: "X", pool: "pool", source: { file } });
    await importContent(wanted, source, pool, createContext(on.libvirt).context);
    return on.changes();
}

test("a qcow2 image with nothing to be undone is uploaded to X itself, while X.part marks it as half made", async () => {
    expect(await changesOfQcow2()).toEqual([
        "storageVolCreateXML X.part",
        "storageVolCreateXML X",
        "upload X",
        "download X",
        "storageVolDelete X.part",
    ]);
});

/** Table of an L1 entry, with one cluster in it. */
const withCluster = (entry: bigint): Parts => [
    [0x30000, u64be(0x20000)],
    [0x20000, u64be(entry)],
];

test.each<[string, Parts]>([
    ["snapshots", [[60, u32be(1)]]],
    ["references to be counted anew", [[72, u64be(1)]]],
    ["a compressed cluster", withCluster((1n << 62n) | 0x10000n)],
    [
        "a compressed cluster with subclusters",
        [[72, u64be(16)], ...withCluster((1n << 62n) | 0x10000n)],
    ],
])("a qcow2 image with %s is copied by the host", async (_what, changes) => {
    expect(await changesOfQcow2(...changes)).toEqual(WHOLE_IMPORT);
});

test("a qcow2 image with a cluster like any other is no reason for a copy", async () => {
    expect(await changesOfQcow2(...withCluster((1n << 63n) | 0x10000n))).not.toEqual(WHOLE_IMPORT);
});

test("two runs that store the same image store it once", async () => {
    const on = host({});
    const said: string[] = [];
    const log = (_: string, text: string) => void said.push(text);
    const run = () => {
        const { context } = createContext(on.libvirt, { log });
        return importContent(inputs(), { file, sha256 }, pool, context);
    };
    const [one, other] = await Promise.all([run(), run()]);
    expect(one).toEqual(other);
    expect(on.changes()).toEqual(WHOLE_IMPORT);
    expect(said).toEqual(["another run stores it"]);
});

test("who has no cache to write in imports all the same", async () => {
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

test("a failure later takes X back", async () => {
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
])("when %s all is undone", async (_what, setting, expected, text) => {
    const on = host(setting);
    const { result, rollBack } = importing(on, true, expected);
    await expect(result).rejects.toThrow(new Error(text(file)));
    expect(on.changes()).not.toContain("storageVolCreateXMLFrom X");
    await rollBack();
    expect([...on.there]).toEqual([]);
});

test("X without X.part is shared without an upload", async () => {
    const on = host({ volumes: ["X"] });
    const { result } = importing(on);
    expect(await result).toEqual({ pool: "pool", name: "X", key: keyOf("X") });
    expect(on.changes()).toEqual([]);
});

test("X that its owner has left has one again", async () => {
    const on = host({ volumes: ["X", "X.left"] });
    await importing(on).result;
    expect([...on.there]).toEqual(["X"]);
});

test("X beside X.part is half made, and made again", async () => {
    const on = host({ volumes: ["X", "X.part"] });
    await importing(on).result;
    expect(on.changes()).toEqual([
        "storageVolDelete X",
        "storageVolDelete X.part",
        ...WHOLE_IMPORT,
    ]);
});

test("X.part alone is uploaded again", async () => {
    const on = host({ volumes: ["X.part"] });
    await importing(on).result;
    expect(on.changes()).toEqual(["storageVolDelete X.part", ...WHOLE_IMPORT]);
});

test("a half-made X that a domain uses is left alone", async () => {
    const on = host({ volumes: ["X", "X.part"], used: keyOf("X") });
    await expect(importing(on).result).rejects.toThrow(
        new Error(
            'Volume "pool/X" is used by domain "patient". Delete that domain first. [volume-in-use]',
        ),
    );
    expect(on.changes()).toEqual([]);
});

test("an upload that another run is at is left alone", async () => {
    const on = host({ volumes: ["X.part"], busy: true });
    await expect(importing(on).result).rejects.toMatchObject({
        name: "UserError",
        message:
            'Volume "pool/X.part" is being uploaded by another run. Run again once that run has ended. [upload-elsewhere]',
    });
});

test.each(["X", "X.part"])("a name that the program chose is refused for %s", async (name) => {
    const on = host({ volumes: [name] });
    await expect(importing(on, false).result).rejects.toThrow(
        new Error(
            `Volume "pool/${name}" already exists on the host and does not belong to this stack (path ${keyOf(name)}). ` +
                "Set name to another value, or remove the existing volume. [name-taken]",
        ),
    );
    expect(on.changes()).toEqual([]);
});

test("a run that is cut off after the upload makes no X", async () => {
    const on = host({});
    const controller = new AbortController();
    const { context, rollBack } = createContext(on.libvirt, { signal: controller.signal });
    const download = on.libvirt.download.bind(on.libvirt);
    on.libvirt.download = (...args) => {
        controller.abort(new Error("cut off"));
        return download(...args);
    };
    const source = { file, sha256 };
    await expect(importContent(inputs(), source, pool, context)).rejects.toThrow(
        new Error("cut off"),
    );
    await rollBack();
    expect([...on.there]).toEqual([]);
});
