import { getVolume } from "../../../src/provider/functions/getVolume";
import { failing, fakeLibvirt } from "../fakeLibvirt";

const backing = (path: string, format: string) =>
    `<backingStore><path>${path}</path>${format}</backingStore>`;
const volume = (rest = "", format = "qcow2") => `<volume>
  <capacity unit='bytes'>1048576</capacity>
  <allocation unit='bytes'>200704</allocation>
  <target><format type='${format}'/></target>${rest}
</volume>`;

/** The XML of all volumes in pools, by path. */
const host = (volumes: Record<string, string>, answers: Parameters<typeof fakeLibvirt>[0] = {}) => {
    const ref = (path: string) => ({ pool: "xp", name: path.slice(1), key: path });
    const lookup = (path: string) =>
        Object.hasOwn(volumes, path) ? ref(path) : failing("noStorageVolume")();
    return fakeLibvirt({
        storagePoolLookupByName: () => ({ name: "xp" }),
        storageVolLookupByName: ({ name }: { name: string }) => lookup(`/${name}`),
        storageVolLookupByPath: ({ path }: { path: string }) => lookup(path),
        storageVolGetXMLDesc: ({ volume: { key } }: { volume: { key: string } }) => volumes[key],
        ...answers,
    });
};

const FOUND = { id: "xp/top", path: "/top", capacityBytes: 1048576, allocationBytes: 200704 };

test("follows the images below it, each read once", async () => {
    const { libvirt, calls } = host({
        "/top": volume(backing("/middle", "<format type='qcow2'/>")),
        "/middle": volume(backing("/base", "<format type='vmdk'/>")),
        "/base": volume("", "vmdk"),
    });
    expect(await getVolume.call({ id: "xp/top" }, libvirt)).toEqual({
        ...FOUND,
        format: "qcow2",
        backingChain: [
            { file: "/middle", format: "qcow2" },
            { file: "/base", format: "vmdk" },
        ],
        backingVolume: "xp/middle",
    });
    expect(calls).toHaveLength(7);
});

test("ends the chain at a file in no pool", async () => {
    const { libvirt } = host({ "/top": volume(backing("/elsewhere", "<format type='raw'/>")) });
    expect(await getVolume.call({ id: "xp/top" }, libvirt)).toEqual({
        ...FOUND,
        format: "qcow2",
        backingChain: [{ file: "/elsewhere", format: "raw" }],
        backingVolume: undefined,
    });
});

test("accepts any format, so that a CD can be looked up", async () => {
    const { libvirt } = host({ "/top": volume("", "iso") });
    expect(await getVolume.call({ id: "xp/top" }, libvirt)).toEqual({
        ...FOUND,
        format: "iso",
        backingChain: [],
        backingVolume: undefined,
    });
});

test("names the pool's volumes instead", async () => {
    const { libvirt } = host(
        {},
        { storagePoolListAllVolumes: () => [{ name: "b" }, { name: "a" }] },
    );
    await expect(getVolume.call({ id: "xp/top" }, libvirt)).rejects.toThrow(
        new Error(
            'Volume "xp/top" is not on the host. Set id to one of "xp/a", "xp/b". [not-there]',
        ),
    );
});

test("names the existing pools instead", async () => {
    const { libvirt } = host(
        {},
        {
            storagePoolLookupByName: failing("noStoragePool"),
            connectListAllStoragePools: () => [{ name: "xp" }, { name: "default" }],
        },
    );
    await expect(getVolume.call({ id: "xq/top" }, libvirt)).rejects.toThrow(
        new Error(
            'Pool "xq" is not on the host. Set id to a volume in one of "default", "xp". [not-there]',
        ),
    );
});
