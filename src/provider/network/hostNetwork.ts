import { readdir, readFile, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { types } from "node:util";

/** What Linux shows of the host's network, and libvirt does not. Readable only on that host. */

/** Addresses that the kernel treats as local, as subnets. Includes interfaces without a carrier. */
export async function hostAddresses(table = "/proc/net/fib_trie"): Promise<string[]> {
    const found = new Set<string>();
    let address = "";
    for (const line of (await readFile(table, "utf8")).split("\n")) {
        address = /\|-- (\S+)/.exec(line)?.[1] ?? address;
        const prefixLength = /\/(\d+) host LOCAL/.exec(line)?.[1];
        if (prefixLength !== undefined) found.add(`${address}/${prefixLength}`);
    }
    return [...found].sort();
}

/** Start of the MAC addresses that libvirt gives to taps, which come and go with guests. */
const TAP = /^fe:/;

/** The host's own MAC addresses on a bridge: the bridge's and its ports'. Undefined if there is no such bridge. */
export async function hostMacs(bridge: string, devices = DEVICES): Promise<string[] | undefined> {
    const ports = await ifThere(readdir(join(devices, bridge, "brif")));
    if (ports === undefined) return undefined;
    const macs = await Promise.all(
        [bridge, ...ports].map((name) => ifThere(readFile(join(devices, name, "address"), "utf8"))),
    );
    const known = macs.flatMap((mac) => (mac === undefined ? [] : [mac.trim()]));
    return [...new Set(known)].filter((mac) => !TAP.test(mac)).sort();
}

/** The bridge that a network interface is a port of. */
export async function bridgeOf(nic: string, devices = DEVICES): Promise<string | undefined> {
    const master = await ifThere(readlink(join(devices, nic, "master")));
    return master && basename(master);
}

const DEVICES = "/sys/class/net";

/** Interfaces may disappear while they are read. */
async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
    try {
        return await reading;
    } catch (error) {
        if (isNotThere(error)) return undefined;
        throw error;
    }
}

const isNotThere = (error: unknown) =>
    types.isNativeError(error) && "code" in error && error.code === "ENOENT";
