import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bridgeOf, hostAddresses, hostMacs } from "../../../src/provider/network/hostNetwork";

let folder: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "xplab-host-"));
});

afterEach(() => rm(folder, { recursive: true }));

/** From Linux 6.1, on a host with two addresses and a whole local subnet. */
const TABLE = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 127.0.0.0/8 2 0 2
        |-- 127.0.0.1
           /32 host LOCAL
     +-- 192.0.2.0/24 2 0 2
        +-- 192.0.2.0/30 2 0 2
           |-- 192.0.2.0
              /24 link UNICAST
           |-- 192.0.2.2
              /32 host LOCAL
        |-- 192.0.2.255
           /32 link BROADCAST
Local:
     |-- 44.128.9.0
        /24 host LOCAL
     |-- 192.0.2.2
        /32 host LOCAL
`;

test("reads the addresses that the kernel calls local", async () => {
    const table = join(folder, "fib_trie");
    await writeFile(table, TABLE);
    expect(await hostAddresses(table)).toEqual(["127.0.0.1/32", "192.0.2.2/32", "44.128.9.0/24"]);
});

/** Makes the folder of an interface as in /sys/class/net. */
async function device(name: string, address: string, bridge?: string): Promise<void> {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "address"), `${address}\n`);
    if (bridge === undefined) return;
    await symlink(join("..", bridge), join(folder, name, "master"));
    await mkdir(join(folder, bridge, "brif", name), { recursive: true });
}

test("reads the MAC addresses of a bridge and its ports without guests' taps", async () => {
    await device("br0", "02:00:00:00:00:07");
    await device("eth1", "02:00:00:00:00:07", "br0");
    await device("veth3", "02:00:00:00:00:03", "br0");
    await device("vnet5", "fe:54:00:12:34:56", "br0");
    // It disappears while the others are read.
    await mkdir(join(folder, "br0", "brif", "gone"));
    expect(await hostMacs("br0", folder)).toEqual(["02:00:00:00:00:03", "02:00:00:00:00:07"]);
});

test("returns none for an interface that is no bridge, and the bridge that it is a port of", async () => {
    await device("br0", "02:00:00:00:00:07");
    await device("eth1", "02:00:00:00:00:08", "br0");
    expect(await hostMacs("eth1", folder)).toBeUndefined();
    expect(await hostMacs("eth9", folder)).toBeUndefined();
    expect(await bridgeOf("eth1", folder)).toBe("br0");
    expect(await bridgeOf("br0", folder)).toBeUndefined();
});
