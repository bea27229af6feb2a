import { describeImage, findVolume, requirePool } from "../../../src/provider/storage/volumes";
import { failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const image = (name: string, format: string, backing?: [name: string, format: string]) =>
    `<volume><capacity unit='bytes'>4096</capacity><target><path>/images/${name}</path>` +
    `<format type='${format}'/><permissions><mode>0440</mode><owner>0</owner><group>64055</group></permissions></target>` +
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

test("describes an image as libvirt does", async () => {
    const libvirt = host({ top: image("top", "qcow2", ["middle", "qcow2"]) });
    expect(await describeImage(libvirt, ref("top"))).toEqual({
        file: "/images/top",
        format: "qcow2",
        capacityBytes: 4096,
        backing: { file: "/images/middle", format: "qcow2" },
        access: { mode: 0o440, owner: 0, group: 64055 },
    });
});

test("refuses to look into an inactive pool", async () => {
    const { libvirt } = fakeLibvirt({
        storagePoolLookupByName: () => ({ name: "pool" }),
        storageVolLookupByName: failing("operationInvalid"),
    });
    await expect(findVolume(libvirt, "pool/xp")).rejects.toMatchObject({
        message:
            'Pool "pool" is not active, so volume "pool/xp" cannot be inspected. Run "virsh pool-start pool" on the host, then run again. [pool-inactive]',
    });
});

test("finds no volume of a missing pool", async () => {
    const { libvirt } = fakeLibvirt({ storagePoolLookupByName: failing("noStoragePool") });
    expect(await findVolume(libvirt, "pool/xp")).toBeUndefined();
    await expect(requirePool(libvirt, "pool")).rejects.toThrow(
        new Error(
            'Pool "pool" is not on the host. Set pool to the name of an existing pool, or declare it with a Pool resource. [pool-absent]',
        ),
    );
});
