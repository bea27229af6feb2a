import { backingChainOf, describeImage, findVolume, requirePool } from "../../src/provider/volumes";
import { failing, fakeLibvirt, libvirtError } from "./fakeLibvirt";

const image = (name: string, format: string, backing?: [name: string, format: string]) =>
    `<volume><capacity unit='bytes'>4096</capacity><target><path>/images/${name}</path>` +
    `<format type='${format}'/></target>` +
    (backing === undefined
        ? ""
        : `<backingStore><path>/images/${backing[0]}</path><format type='${backing[1]}'/></backingStore>`) +
    "</volume>";

const ref = (name: string) => ({ pool: "pool", name, key: `/images/${name}` });

const host = (documents: Record<string, string>) =>
    fakeLibvirt({
        storageVolGetXMLDesc: ({ volume }: { volume: { name: string } }) => documents[volume.name],
        storageVolLookupByPath: ({ path }: { path: string }) => {
            const name = path.slice("/images/".length);
            if (documents[name] === undefined) throw libvirtError("noStorageVolume");
            return ref(name);
        },
    }).libvirt;

test("the chain goes down to the image that stands on nothing", async () => {
    const libvirt = host({
        top: image("top", "qcow2", ["middle", "qcow2"]),
        middle: image("middle", "qcow2", ["bottom", "raw"]),
        bottom: image("bottom", "raw"),
    });
    const top = await describeImage(libvirt, ref("top"));
    expect(top).toEqual({
        file: "/images/top",
        format: "qcow2",
        capacityBytes: 4096,
        backing: { file: "/images/middle", format: "qcow2" },
        isPublic: false,
    });
    expect(await backingChainOf(libvirt, top)).toEqual([
        { file: "/images/middle", format: "qcow2" },
        { file: "/images/bottom", format: "raw" },
    ]);
});

test("an image that is in no pool ends the chain", async () => {
    const libvirt = host({ top: image("top", "qcow2", ["elsewhere", "raw"]) });
    const top = await describeImage(libvirt, ref("top"));
    expect(await backingChainOf(libvirt, top)).toEqual([
        { file: "/images/elsewhere", format: "raw" },
    ]);
});

test("a format that is never probed must be known", async () => {
    const libvirt = host({ top: image("top", "qcow2", ["base", "vmdk"]) });
    await expect(describeImage(libvirt, ref("top"))).rejects.toThrow(
        new Error('"/images/base" has the format "vmdk". Convert it to qcow2 or raw.'),
    );
});

test("a volume of a pool that is gone is gone", async () => {
    const { libvirt } = fakeLibvirt({ storagePoolLookupByName: failing("noStoragePool") });
    expect(await findVolume(libvirt, "pool/xp")).toBeUndefined();
    await expect(requirePool(libvirt, "pool")).rejects.toThrow(
        new Error(
            'Pool "pool" is not on the host. Set pool to the name of one that is, or declare it with a Pool resource.',
        ),
    );
});
