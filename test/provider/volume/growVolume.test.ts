import { growVolume } from "../../../src/provider/volume/growVolume";
import { failing, fakeLibvirt } from "../fakeLibvirt";

const volume = { pool: "pool", name: "xp", key: "/images/xp" };
const disk = (inner: string) =>
    `<domain><devices><disk><source file='/images/top'/>${inner}</disk></devices></domain>`;
const own = "<domain><devices><disk><source file='/images/xp'/></disk></devices></domain>";
const below = disk("<backingStore><source file='/images/xp'/></backingStore>");

/** A host with one domain, and the changes made there. */
function host(id: number, xml: string, encryption = "", layer?: string, capacity = 1000n) {
    const { libvirt, calls } = fakeLibvirt({
        storageVolLookupByPath: ({ path }: { path: string }) =>
            path === layer ? { ...volume, key: path } : failing("noStorageVolume")(),
        storageVolGetInfo: () => ({ type: 0, capacity, allocation: 0n }),
        connectListAllDomains: () => [{ name: "patient", uuid: "u", id }],
        domainGetXMLDesc: () => xml,
        domainBlockResize: () => undefined,
        storageVolGetXMLDesc: () => `<volume><target>${encryption}</target></volume>`,
        storageVolResize: () => undefined,
    });
    return { libvirt, changes: () => calls.filter(([procedure]) => procedure.endsWith("Resize")) };
}

test("grows the disk of a running guest through QEMU", async () => {
    const { libvirt, changes } = host(7, own);
    await growVolume(libvirt, volume, 2000);
    const domain = { name: "patient", uuid: "u", id: 7 };
    expect(changes()).toEqual([
        ["domainBlockResize", { domain, disk: "/images/xp", size: 2000n, flags: 1 }],
    ]);
});

test.each([
    ["nobody has", 7, disk("")],
    ["a guest has that is off", -1, own],
    ["is below the disk of a guest that is off", -1, below],
])("grows a volume that %s through libvirt", async (_what, id, xml) => {
    const { libvirt, changes } = host(id, xml);
    await growVolume(libvirt, volume, 2000);
    expect(changes()).toEqual([["storageVolResize", { volume, capacity: 2000n }]]);
});

test.each([
    ["as large as is asked for", 1000, 1000n],
    ["as large in whole KiB", 1025, 2048n],
])("leaves a volume that is %s", async (_what, asked, there) => {
    const { libvirt, changes } = host(-1, own, "", undefined, there);
    await growVolume(libvirt, volume, asked);
    expect(changes()).toEqual([]);
});

test("refuses a backing file of a running guest", async () => {
    const { libvirt, changes } = host(7, below);
    await expect(growVolume(libvirt, volume, 2000)).rejects.toThrow(
        new Error(
            'Volume "pool/xp" is a backing file of the running domain "patient". Shut that domain down, then run again. [volume-below-guest]',
        ),
    );
    expect(changes()).toEqual([]);
});

describe("an encrypted volume", () => {
    const encrypted = (secret: string) => `<encryption format='luks'>${secret}</encryption>`;

    test("grows through libvirt while libvirt knows the secret", async () => {
        const { libvirt, changes } = host(-1, own, encrypted("<secret uuid='u'/>"));
        await growVolume(libvirt, volume, 2000);
        expect(changes()).toEqual([["storageVolResize", { volume, capacity: 2000n }]]);
    });

    test("is refused when libvirt has forgotten the secret", async () => {
        const { libvirt, changes } = host(-1, own, encrypted(""));
        await expect(growVolume(libvirt, volume, 2000)).rejects.toThrow(
            new Error(
                'Volume "pool/xp" is encrypted, and libvirt no longer knows its secret. Start a domain that has this volume as a disk: it can grow while the domain runs. [volume-locked]',
            ),
        );
        expect(changes()).toEqual([]);
    });
});

test("shrinks no volume", async () => {
    const { libvirt, changes } = host(-1, own);
    await expect(growVolume(libvirt, volume, 999)).rejects.toThrow(
        new Error(
            'Volume "pool/xp" has 1000 bytes and cannot shrink to 999. Set capacityBytes to 1000 or more. [volume-shrinks]',
        ),
    );
    expect(changes()).toEqual([]);
});

test("refuses a volume below a clean state", async () => {
    const { libvirt, changes } = host(7, own, "", "/images/xp.active");
    await expect(growVolume(libvirt, volume, 2000)).rejects.toThrow(
        new Error(
            'Volume "pool/xp" is frozen by a clean state and cannot grow: "pool/xp.active" is an overlay on it. ' +
                'Remove the DomainSaveImage with "pulumi up" while the guest runs, then grow the volume. [clean-state-below]',
        ),
    );
    expect(changes()).toEqual([]);
});
