import { readFile, writeFile } from "node:fs/promises";

const SETTING = "/proc/sys/net/ipv4/ip_forward";

/** libvirt makes the host a router when a network with NAT starts, and leaves it one. Gives what puts that back. */
export async function keepForwarding(): Promise<() => Promise<void>> {
    const before = await readFile(SETTING, "utf8");
    return () => writeFile(SETTING, before);
}
