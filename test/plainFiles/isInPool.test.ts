import { isInPool } from "../../src/plainFiles";
import { fakeLibvirt } from "../provider/fakeLibvirt";

const POOLS: Readonly<Record<string, string>> = {
    "/srv/labs": "dir",
    "/mnt/share": "netfs",
    "/dev": "disk",
    "/": "dir",
};

const host = (...folders: readonly string[]) =>
    fakeLibvirt({
        connectListAllStoragePools: () => folders.map((name) => ({ name, uuid: name })),
        storagePoolGetXMLDesc: ({ pool: { name } }: { pool: { name: string } }) =>
            `<pool type='${POOLS[name] ?? ""}'><target><path>${name}</path></target></pool>`,
    }).libvirt;

test.each([
    ["a volume", "/srv/labs/xp", true],
    ["a volume by way of another folder", "/srv/other/../labs/xp", true],
    ["a log of a machine", "/srv/labs/lab-dev-xp-logs/com1.log", true],
    ["a log in a folder of logs", "/srv/labs/logs/com1.log", true],
    ["a file further below", "/srv/labs/home/.ssh/authorized_keys", false],
    ["a file in a folder whose name only ends like logs", "/srv/labs/catalogs/x", false],
    ["a file beside the folder", "/srv/labs-of-others/xp", false],
    ["the folder itself", "/srv/labs", false],
    ["a volume of a share", "/mnt/share/xp", true],
    ["a disk of the host", "/dev/sda", false],
])("decides whether %s is in a pool", async (_what, file, expected) => {
    expect(await isInPool(host("/srv/labs", "/mnt/share", "/dev"), file)).toBe(expected);
});

test("limits a pool at the root folder to files directly in it", async () => {
    expect(await isInPool(host("/"), "/xp")).toBe(true);
    expect(await isInPool(host("/"), "/etc/shadow")).toBe(false);
});
