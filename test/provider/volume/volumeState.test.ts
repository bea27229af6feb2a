import { observeVolume } from "../../../src/provider/volume/volumeState";
import { failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const BASE = "/images/base";

/** A qcow2 header of 8 MiB on `backing`; offsets from QEMU docs/interop/qcow2.txt. */
function qcow2(backing?: string): Buffer {
    const bytes = Buffer.alloc(512);
    bytes.writeUInt32BE(0x514649fb, 0);
    bytes.writeUInt32BE(3, 4);
    bytes.writeUInt32BE(17, 20);
    bytes.writeBigUInt64BE(8n << 20n, 24);
    bytes.writeUInt32BE(104, 100);
    if (backing === undefined) return bytes;
    bytes.writeBigUInt64BE(200n, 8);
    bytes.writeUInt32BE(backing.length, 16);
    bytes.writeUInt32BE(0xe2792aca, 104);
    bytes.writeUInt32BE(3, 108);
    bytes.write("raw", 112);
    bytes.write(backing, 200);
    return bytes;
}

/** 2026-01-02 03:04:05 UTC. */
const WRITTEN = 1767323045;
const TIMES = `<timestamps><atime>1.5</atime><mtime>${WRITTEN}.987654321</mtime><ctime>2.5</ctime></timestamps>`;

interface Host {
    readonly head?: Buffer;
    /** The format that libvirt reports. */
    readonly format?: string;
    /** Name of the volume of the image below. */
    readonly base?: string;
}

function host({ head = qcow2(), format = "qcow2", base }: Host) {
    const xml = (path: string, type: string) =>
        `<volume><capacity>1</capacity><physical>4096</physical><target><path>${path}</path><format type='${type}'/>${TIMES}</target></volume>`;
    return fakeLibvirt(
        {
            storagePoolLookupByName: () => ({ name: "pool" }),
            storageVolLookupByName: () => ({ pool: "pool", name: "xp", key: "/images/xp" }),
            storageVolGetXMLDesc: ({ volume }: { volume: { name: string } }) =>
                volume.name === "xp" ? xml("/images/xp", format) : xml(BASE, "raw"),
            storageVolLookupByPath: () => {
                if (base === undefined) throw libvirtError("noStorageVolume");
                return { pool: "images", name: base, key: BASE };
            },
        },
        { download: () => [head] },
    ).libvirt;
}

const common = { pool: "pool", name: "xp" };
const layout = { ...common, format: "qcow2", clusterSizeKiB: 128, extendedL2: false };
const whole = { ...layout, capacityBytes: 8 << 20 };

test("imports everything that the host reports", async () => {
    expect(await observeVolume(host({}), "pool/xp", {})).toEqual({
        id: "pool/xp",
        inputs: whole,
        outputs: { name: "xp", path: "/images/xp", backingChain: [] },
    });
});

test("names an image below by its volume", async () => {
    const libvirt = host({ head: qcow2(BASE), base: "golden" });
    expect(await observeVolume(libvirt, "pool/xp", {})).toEqual({
        id: "pool/xp",
        inputs: { ...whole, backingVolume: "images/golden" },
        outputs: { name: "xp", path: "/images/xp", backingChain: [{ file: BASE, format: "raw" }] },
    });
});

describe("an image below whose pool is inactive", () => {
    const libvirt = host({ head: qcow2(BASE) });

    test("keeps its volume from the state", async () => {
        const backingChain = [
            { file: BASE, format: "raw" },
            { file: "/images/deeper", format: "raw" },
        ];
        const state = { format: "qcow2", backingVolume: "images/golden", backingChain };
        const seen = await observeVolume(libvirt, "pool/xp", state);
        expect(seen?.inputs).toEqual({ ...whole, backingVolume: "images/golden" });
        expect(seen?.outputs).toEqual({ name: "xp", path: "/images/xp", backingChain });
    });

    test("has no volume when it is another file", async () => {
        const backingChain = [{ file: "/images/other", format: "raw" }];
        const state = { format: "qcow2", backingVolume: "images/golden", backingChain };
        const seen = await observeVolume(libvirt, "pool/xp", state);
        expect(seen?.inputs).toEqual(whole);
        expect(seen?.outputs["backingChain"]).toEqual([{ file: BASE, format: "raw" }]);
    });
});

test("believes the file, not libvirt's memory", async () => {
    const libvirt = host({ head: Buffer.alloc(512), format: "qcow2" });
    const seen = await observeVolume(libvirt, "pool/xp", { format: "qcow2" });
    expect(seen?.inputs).toEqual({ ...common, format: "raw", capacityBytes: 4096 });
});

test("ignores a header that a guest wrote into a raw volume", async () => {
    const libvirt = host({ head: qcow2("/etc/shadow"), format: "qcow2" });
    expect(await observeVolume(libvirt, "pool/xp", { format: "raw" })).toEqual({
        id: "pool/xp",
        inputs: { ...common, format: "raw", capacityBytes: 4096 },
        outputs: { name: "xp", path: "/images/xp", backingChain: [] },
    });
});

test.each([
    [(8 << 20) - 1023, (8 << 20) - 1023],
    [(8 << 20) - 1024, 8 << 20],
    [(8 << 20) + 1, 8 << 20],
])("sees no drift in a size of %i that was rounded up", async (declared, capacityBytes) => {
    const state = { format: "qcow2", capacityBytes: declared };
    const seen = await observeVolume(host({}), "pool/xp", state);
    expect(seen?.inputs["capacityBytes"]).toBe(capacityBytes);
});

test("takes the source from the state", async () => {
    const source = { file: "/home/a.qcow2", sha256: "0" };
    const seen = await observeVolume(host({}), "pool/xp", { format: "qcow2", source });
    expect(seen?.inputs["source"]).toEqual(source);
});

test("treats a volume without a file as gone", async () => {
    const { libvirt } = fakeLibvirt({
        storagePoolLookupByName: () => ({ name: "pool" }),
        storageVolLookupByName: () => ({ pool: "pool", name: "xp", key: "/images/xp" }),
        storageVolGetXMLDesc: failing("noStorageVolume"),
    });
    expect(await observeVolume(libvirt, "pool/xp", {})).toBeUndefined();
});

describe("an uploaded image", () => {
    const source = { file: "/xp.qcow2", sha256: "0".repeat(64) };
    const seen = async (state: object, head?: Buffer) => {
        const observed = await observeVolume(host(head ? { head } : {}), "pool/xp", {
            format: "qcow2",
            source,
            ...state,
        });
        return [observed?.inputs["source"], observed?.outputs["__stored"]];
    };
    const SIZES = `${8 << 20}-4096`;
    const STORED = `${SIZES}-${WRITTEN}`;

    test("is as declared while its file is unchanged", async () => {
        expect(await seen({ __stored: STORED })).toEqual([source, STORED]);
    });

    test.each([{}, { __stored: SIZES }])(
        "of an earlier release, which remembers %j, is remembered as it is",
        async (state) => {
            expect(await seen(state)).toEqual([source, STORED]);
        },
    );

    test.each([
        `${8 << 20}-8192-${WRITTEN}`,
        `${4 << 20}-4096-${WRITTEN}`,
        `${SIZES}-${WRITTEN + 1}`,
        `${8 << 20}-409`,
        `${8 << 20}-8192`,
    ])("has other content when its file is no longer as %s", async (stored) => {
        const sha256 = "changed on the host: 4096 bytes, written at 2026-01-02T03:04:05.000Z";
        expect(await seen({ __stored: stored })).toEqual([{ ...source, sha256 }, STORED]);
    });
});
