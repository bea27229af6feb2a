import { imageLayout } from "../../../src/provider/storage/imageLayout";
import { installedVolume } from "../../../src/provider/install/installedVolume";
import { callContext, failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";
import { qcow2Bytes } from "../../diskImage/headers";

const volume = { pool: "p", name: "X", key: "/images/X" };
const STATE = {
    name: "X",
    pool: "p",
    capacityBytes: 1 << 20,
    cd: { file: "/xp.iso", sha256: "a" },
    floppyFiles: { A: "secret" },
    doneText: "DONE",
    path: "/images/X",
    format: "qcow2",
    sha256: "b",
    backingChain: [],
};

const xml = (physical: number) =>
    `<volume><name>X</name><physical>${physical}</physical><target><path>/images/X</path><format type='qcow2'/></target></volume>`;

function host(physical: number, others: readonly string[] = []) {
    const there = new Set(["X", ...others]);
    return fakeLibvirt(
        {
            storagePoolLookupByName: () => ({ name: "p", uuid: "u" }),
            storageVolLookupByName: ({ name }: { name: string }) => {
                if (!there.has(name)) throw libvirtError("noStorageVolume");
                return { ...volume, name };
            },
            storageVolGetXMLDesc: () => xml(physical),
            connectListAllStoragePools: () => [],
            connectListAllDomains: () => [],
            storageVolDelete: () => undefined,
        },
        { download: () => [qcow2Bytes()] },
    );
}

test("reads the state while the file is unchanged", async () => {
    const state = { ...STATE, __stored: `${await capacity()}-500` };
    const seen = await installedVolume.read("p/X", state, host(500).libvirt);
    const {
        path: _path,
        sha256: _sha256,
        format: _format,
        backingChain: _chain,
        ...inputs
    } = STATE;
    expect(seen?.inputs).toEqual(inputs);
});

/** Capacity of the disk in the host's image. */
const capacity = async () =>
    (await imageLayout(host(500).libvirt, volume, "qcow2"))?.capacityBytes ?? 0;

test("reports a file of another size as changed", async () => {
    const state = { ...STATE, __stored: "1-1" };
    const seen = await installedVolume.read("p/X", state, host(600).libvirt);
    expect(seen?.inputs["cd"]).toEqual({
        file: "/xp.iso",
        sha256: "changed on the host: 600 bytes",
    });
    expect(seen?.outputs).toEqual({
        name: "X",
        path: "/images/X",
        format: "qcow2",
        sha256: "b",
        backingChain: [],
        __stored: "1-1",
    });
});

test("treats a missing volume as gone, and its delete as done", async () => {
    const { libvirt, calls } = fakeLibvirt({
        storagePoolLookupByName: () => ({ name: "p", uuid: "u" }),
        storageVolLookupByName: failing("noStorageVolume"),
    });
    expect(await installedVolume.read("p/X", STATE, libvirt)).toBeUndefined();
    await installedVolume.delete("p/X", STATE, callContext(libvirt));
    expect(calls.map(([name]) => name)).not.toContain("storageVolDelete");
});

test("cannot be imported", async () => {
    await expect(installedVolume.read("p/X", {}, host(1).libvirt)).rejects.toThrow(
        'Volume "p/X" cannot be imported, because the answers that it was installed with are unknown. ' +
            'Use it as the image "pool/volume" of a lab, or import it as a Volume. [installed-volume-not-imported]',
    );
});

test("is deleted when nothing uses it", async () => {
    const { libvirt, calls } = host(1);
    await installedVolume.delete("p/X", STATE, callContext(libvirt));
    expect(calls.filter(([name]) => name === "storageVolDelete")).toEqual([
        ["storageVolDelete", { volume }],
    ]);
});
