import { backingChain } from "../../../src/provider/storage/backingChain";
import { failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const LUKS = 2;

/** The beginning of a qcow2 file; offsets from QEMU docs/interop/qcow2.txt. */
function qcow2(backing?: { file: string; format: string }, encryption = 0): Buffer {
    const bytes = Buffer.alloc(512);
    bytes.writeUInt32BE(0x514649fb, 0);
    bytes.writeUInt32BE(3, 4);
    bytes.writeUInt32BE(16, 20);
    bytes.writeBigUInt64BE(4096n, 24);
    bytes.writeUInt32BE(encryption, 32);
    bytes.writeUInt32BE(104, 100);
    if (backing === undefined) return bytes;
    bytes.writeBigUInt64BE(200n, 8);
    bytes.writeUInt32BE(backing.file.length, 16);
    bytes.writeUInt32BE(0xe2792aca, 104);
    bytes.writeUInt32BE(backing.format.length, 108);
    bytes.write(backing.format, 112);
    bytes.write(backing.file, 200);
    return bytes;
}

/** A host with files by their path. */
function host(files: Record<string, Buffer>) {
    let opened = "";
    return fakeLibvirt(
        {
            storageVolLookupByPath: ({ path }: { path: string }) => {
                if (files[path] === undefined) throw libvirtError("noStorageVolume");
                return { pool: "pool", name: path.slice("/images/".length), key: path };
            },
            storageVolGetXMLDesc: ({ volume }: { volume: { key: string } }) => {
                opened = volume.key;
                return `<volume><physical>512</physical><target><path>${volume.key}</path><format type='qcow2'/></target></volume>`;
            },
        },
        { download: () => [files[opened] ?? Buffer.alloc(0)] },
    ).libvirt;
}

const top = { file: "/images/middle", format: "qcow2" };
const bottom = { file: "/images/bottom", format: "raw" };

test("follows the chain to an image without a backing file", async () => {
    const libvirt = host({ "/images/middle": qcow2(bottom), "/images/bottom": Buffer.alloc(512) });
    expect(await backingChain(libvirt, top, undefined)).toEqual([
        { image: top, volume: "pool/middle" },
        { image: bottom, volume: "pool/bottom" },
    ]);
    expect(await backingChain(libvirt, undefined, undefined)).toEqual([]);
});

test("gives the secret of encrypted images", async () => {
    const encryption = { secret: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6" };
    const files = { "/images/middle": qcow2(bottom, LUKS), "/images/bottom": Buffer.alloc(512) };
    const layers = await backingChain(host(files), top, encryption);
    expect(layers.map(({ image }) => image)).toEqual([{ ...top, encryption }, bottom]);
});

test("ends at an image in no pool", async () => {
    expect(await backingChain(host({}), top, undefined)).toEqual([
        { image: top, volume: undefined },
    ]);
});

test("ends at an image whose file is gone", async () => {
    const { libvirt } = fakeLibvirt({
        storageVolLookupByPath: () => ({ pool: "pool", name: "middle", key: "/images/middle" }),
        storageVolGetXMLDesc: failing("noStorageVolume"),
    });
    expect(await backingChain(libvirt, top, undefined)).toEqual([
        { image: top, volume: undefined },
    ]);
});

test("requires a format that is not probed to be known", async () => {
    await expect(
        backingChain(host({}), { file: "/images/base", format: "vmdk" }, undefined),
    ).rejects.toThrow(
        new Error(
            '"/images/base" has the format "vmdk". Convert it to qcow2 or raw. [format-unknown]',
        ),
    );
});
