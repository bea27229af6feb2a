import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refuseClosedFolder, refuseClosedPool } from "../../../src/provider/storage/poolReach";
import { fakeLibvirt } from "../fakeLibvirt";

const UID = 64055;
const label = (text: string) =>
    `<capabilities><host><secmodel><model>none</model></secmodel><secmodel><model>dac</model>${text}</secmodel></host></capabilities>`;
const QEMU = label(`<baselabel type='kvm'>+${UID}:+${UID}</baselabel>`);

let outer: string;
let inner: string;

beforeEach(() => {
    outer = mkdtempSync(join(tmpdir(), "xplab-reach-"));
    inner = join(outer, "lab");
    mkdirSync(inner);
});

afterEach(() => rmSync(outer, { recursive: true }));

const host = (uri = "qemu:///system", capabilities = QEMU) =>
    fakeLibvirt(
        {
            connectGetCapabilities: () => capabilities,
            storagePoolGetXMLDesc: () => `<pool><target><path>${inner}</path></target></pool>`,
        },
        {},
        uri,
    );

const told = (folder: string, closed: string) => ({
    message:
        `QEMU runs as the user with id ${UID}, who cannot reach "${folder}" through "${closed}". ` +
        `Run "sudo chmod o+x ${closed}" on the host, or keep the pool elsewhere, such as in "/var/lib/libvirt/images". [folder-closed-to-qemu]`,
});

test("refuses a folder below one that shuts QEMU's user out, also for an existing pool", async () => {
    chmodSync(outer, 0o700);
    const { libvirt, calls } = host();
    await expect(refuseClosedFolder(libvirt, inner)).rejects.toMatchObject(told(inner, outer));
    await expect(refuseClosedPool(libvirt, { name: "lab", uuid: "p" })).rejects.toMatchObject(
        told(inner, outer),
    );
    // libvirt answers slowly.
    expect(calls.map(([procedure]) => procedure)).toEqual([
        "connectGetCapabilities",
        "storagePoolGetXMLDesc",
    ]);
});

test.each([
    [0o711, 0, 0],
    [0o710, 0, 0], // he may be in the group, or in an access control list
    [0o700, UID, 0],
    [0o710, 0, UID],
])("accepts a folder of mode %o with owner %i and group %i", async (mode, uid, gid) => {
    chmodSync(outer, mode);
    chownSync(outer, uid, gid);
    await expect(refuseClosedFolder(host().libvirt, inner)).resolves.toBeUndefined();
});

test.each([
    [0o077, UID, 0],
    [0o707, 0, UID],
])("refuses a folder of mode %o with owner %i and group %i", async (mode, uid, gid) => {
    chmodSync(inner, mode);
    chmodSync(outer, 0o711);
    chownSync(inner, uid, gid);
    await expect(refuseClosedFolder(host().libvirt, inner)).rejects.toMatchObject(
        told(inner, inner),
    );
});

test("accepts a folder that does not exist yet", async () => {
    chmodSync(outer, 0o711);
    await expect(refuseClosedFolder(host().libvirt, join(inner, "a/b"))).resolves.toBeUndefined();
});

test.each([
    ["no user", "<capabilities><host/></capabilities>"],
    ["no label", label("")],
    ["root", label("<baselabel type='kvm'>+0:+0</baselabel>")],
])("accepts any folder for a QEMU with %s", async (_what, capabilities) => {
    chmodSync(outer, 0o700);
    const { libvirt } = host("qemu:///system", capabilities);
    await expect(refuseClosedFolder(libvirt, inner)).resolves.toBeUndefined();
});

test.each(["qemu:///session", "qemu:///system?socket=/run/other", "test:///default"])(
    "checks nothing for %s",
    async (uri) => {
        const { libvirt, calls } = host(uri);
        await refuseClosedFolder(libvirt, "/root/lab");
        await refuseClosedPool(libvirt, { name: "lab", uuid: "p" });
        expect(calls).toEqual([]);
    },
);
