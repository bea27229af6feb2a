import { volume } from "../../../src/provider/volume/volume";
import { textAt } from "../../../src/xml/tree/query";
import { parse } from "../../../src/xml/tree/parse";
import { callContext, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const IMAGE = { source: { file: "/xp.qcow2" } };
const pathOf = (name: string) => `/images/${name}`;

/** A pool with volumes: their names, and those of their backing files. */
function host(below: Record<string, string | undefined>, usedBy?: string) {
    const there = new Map(Object.entries(below));
    const ref = (name: string) => ({ pool: "lab", name, key: pathOf(name) });
    const lookUp = (name: string) => {
        if (!there.has(name)) throw libvirtError("noStorageVolume");
        return ref(name);
    };
    const fake = fakeLibvirt({
        storagePoolLookupByName: () => ({ name: "lab", uuid: "p" }),
        storageVolLookupByName: ({ name }: { name: string }) => lookUp(name),
        storageVolLookupByPath: ({ path }: { path: string }) =>
            lookUp(path.slice("/images/".length)),
        connectListAllStoragePools: () => [{ name: "lab" }],
        storagePoolListAllVolumes: () => [...there.keys()].map(ref),
        storageVolGetXMLDesc: ({ volume: { name } }: { volume: { name: string } }) => {
            const backing = there.get(name);
            return backing === undefined
                ? "<volume/>"
                : `<volume><backingStore><path>${pathOf(backing)}</path></backingStore></volume>`;
        },
        connectListAllDomains: () => (usedBy === undefined ? [] : [{ name: "patient" }]),
        domainGetXMLDesc: () =>
            `<domain><devices><disk><source file='${pathOf(usedBy ?? "")}'/></disk></devices></domain>`,
        storageVolCreateXML: ({ xml }: { xml: string }) => {
            const name = textAt(parse(xml), "name") ?? "";
            there.set(name, undefined);
            return ref(name);
        },
        storageVolDelete: ({ volume: { name } }: { volume: { name: string } }) => {
            if (!there.delete(name)) throw libvirtError("noStorageVolume");
        },
    });
    const said: string[] = [];
    const context = callContext(fake.libvirt, said);
    const remove = (name: string, state: object = {}) =>
        volume.delete(`lab/${name}`, { ...state }, context);
    return { there, said, remove };
}

test("keeps an orphaned image, says so, and deletes it with its last user", async () => {
    const { there, said, remove } = host({ xp: undefined, a: "xp", b: "xp" });
    await remove("xp", IMAGE);
    expect(said).toEqual([
        'warning: Volume "lab/xp" stays as backing file of "lab/a", "lab/b", and is deleted with the last of them.',
    ]);
    expect([...there.keys()]).toEqual(["xp", "a", "b", "xp.left"]);
    await remove("a");
    expect([...there.keys()]).toEqual(["xp", "b", "xp.left"]);
    await remove("b");
    expect([...there.keys()]).toEqual([]);
});

test("deletes an orphaned image whose users are deleted at the same time", async () => {
    const { there, remove } = host({ xp: undefined, "xp.left": undefined, a: "xp", b: "xp" });
    await Promise.all([remove("a"), remove("b")]);
    expect([...there.keys()]).toEqual([]);
});

test("marks an image as orphaned once", async () => {
    const { there, remove } = host({ xp: undefined, "xp.left": undefined, a: "xp" });
    await remove("xp", IMAGE);
    expect([...there.keys()]).toEqual(["xp", "xp.left", "a"]);
});

test("keeps an unused image that has an owner", async () => {
    const { there, remove } = host({ xp: undefined, a: "xp" });
    await remove("a");
    expect([...there.keys()]).toEqual(["xp"]);
    await remove("xp", IMAGE);
    expect([...there.keys()]).toEqual([]);
});

test("keeps an orphaned image that a domain uses", async () => {
    const { there, remove } = host({ xp: undefined, "xp.left": undefined, a: "xp" }, "xp");
    await remove("a");
    expect([...there.keys()]).toEqual(["xp", "xp.left"]);
});

test("deletes an orphaned image below the volume of an interrupted run", async () => {
    const { there, remove } = host({ xp: undefined, "xp.left": undefined });
    await remove("a", { backingChain: [{ file: pathOf("xp"), format: "qcow2" }] });
    expect([...there.keys()]).toEqual([]);
});

test("does not orphan a volume that nobody uploaded", async () => {
    const { there, remove } = host({ base: undefined, a: "base" });
    await expect(remove("base")).rejects.toThrow(
        'Volume "lab/base" is the backing file of "lab/a". Delete those volumes first.',
    );
    expect([...there.keys()]).toEqual(["base", "a"]);
});

test("refuses to delete an image that a domain has as its disk", async () => {
    const { there, remove } = host({ xp: undefined }, "xp");
    await expect(remove("xp", IMAGE)).rejects.toThrow('Volume "lab/xp" is used by domain');
    expect([...there.keys()]).toEqual(["xp"]);
});
