import { makeVolume } from "../../../src/provider/volume/makeVolume";
import { Volume } from "../../../src/schema/volume/volume";
import { createContext, failing, fakeLibvirt } from "../fakeLibvirt";
import { qcow2Bytes, u32be } from "../../diskImage/headers";

const pool = { name: "pool", uuid: "p" };
const inputs = Volume.inputs.parse({
    name: "xp",
    pool: "pool",
    format: "raw",
    capacityBytes: 4096,
});
const there = { pool: "pool", name: "xp", key: "/images/xp" };

interface Host {
    /** Size of the existing volume; undefined when its file was deleted. */
    readonly size: number | undefined;
    readonly isUsed?: boolean;
    readonly isBacking?: boolean;
}

function host({ size, isUsed = false, isBacking = false }: Host) {
    const disk = `<devices><disk><source file='${isUsed ? there.key : "/a"}'/></disk></devices>`;
    const on = { ...there, name: "top", key: "/images/top" };
    const { libvirt, calls } = fakeLibvirt({
        storagePoolLookupByName: () => pool,
        storageVolLookupByName: ({ name }: { name: string }) =>
            name === "xp" ? there : failing("noStorageVolume")(),
        storageVolGetXMLDesc: ({ volume }: { volume: { name: string } }) =>
            volume.name === "top"
                ? `<volume><backingStore><path>${there.key}</path></backingStore></volume>`
                : size === undefined
                  ? failing("noStorageVolume")()
                  : `<volume><physical>${size}</physical></volume>`,
        connectListAllDomains: () => [{ name: "patient", uuid: "u", id: -1 }],
        domainGetXMLDesc: () => `<domain>${disk}</domain>`,
        connectListAllStoragePools: () => [pool],
        storagePoolListAllVolumes: () => (isBacking ? [on] : []),
        storageVolResize: () => undefined,
        storageVolDelete: () => undefined,
        storageVolCreateXML: () => there,
    });
    const changes = () =>
        calls.map(([name]) => name).filter((name) => /Vol(Resize|Delete|Create)/.test(name));
    return { libvirt, changes };
}

test.each<[string, Host, string[]]>([
    ["is as wanted is taken up", { size: 4096 }, []],
    ["is smaller grows", { size: 1024 }, ["storageVolResize"]],
    ["is larger is made anew", { size: 8192 }, ["storageVolDelete", "storageVolCreateXML"]],
    ["has no file any more", { size: undefined }, ["storageVolDelete", "storageVolCreateXML"]],
    [
        "a domain uses stays beside the new one",
        { size: 4096, isUsed: true },
        ["storageVolCreateXML"],
    ],
])("a volume of ours that %s", async (_what, state, expected) => {
    const { libvirt, changes } = host(state);
    await makeVolume(inputs, pool, createContext(libvirt).context);
    expect(changes()).toEqual(expected);
});

test("does not delete another volume below others", async () => {
    const { libvirt, changes } = host({ size: 8192, isBacking: true });
    await expect(makeVolume(inputs, pool, createContext(libvirt).context)).rejects.toThrow(
        new Error(
            'Volume "pool/xp" is the backing file of "pool/top". Delete those volumes first. [volume-is-backing-file]',
        ),
    );
    expect(changes()).toEqual([]);
});

test("refuses somebody else's volume", async () => {
    const { libvirt, changes } = host({ size: 4096 });
    const { context } = createContext(libvirt, { nameIsOurs: false });
    await expect(makeVolume(inputs, pool, context)).rejects.toThrow(
        'Volume "pool/xp" already exists on the host and does not belong to this stack (path /images/xp).',
    );
    expect(changes()).toEqual([]);
});

describe("an overlay is refused", () => {
    const LUKS = qcow2Bytes([32, u32be(2)]);
    const overlay = Volume.inputs.parse({ name: "top", pool: "pool", backingVolume: "pool/xp" });
    const making = (isThere: boolean) => {
        const xml =
            "<volume><target><path>/images/xp</path><format type='qcow2'/><permissions><mode>0444</mode></permissions></target></volume>";
        const { libvirt } = fakeLibvirt(
            {
                storagePoolLookupByName: () => pool,
                storageVolLookupByName: isThere ? () => there : failing("noStorageVolume"),
                storageVolGetXMLDesc: () => xml,
            },
            { download: () => [LUKS] },
        );
        return makeVolume(overlay, pool, createContext(libvirt).context);
    };

    test("on a missing volume", async () => {
        await expect(making(false)).rejects.toMatchObject({
            message:
                'Backing volume "pool/xp" is not on the host. Set backingVolume, or image of the lab or machine, to the pool/name of an existing volume; GoldenImage uploads a file. If this stack declares the volume, run "pulumi up --refresh". [backing-absent]',
        });
    });

    test("on an encrypted image without its secret", async () => {
        await expect(making(true)).rejects.toMatchObject({
            message:
                'Backing volume "pool/xp" is encrypted. Set backingEncryption to the Secret that holds its passphrase. [backing-encrypted]',
        });
    });
});
