import { readFile, writeFile } from "node:fs/promises";

const SETTING = "/proc/sys/net/ipv4/ip_forward";

/**
 * libvirt enables IP forwarding when a network with NAT starts, and leaves it on. Returns a function that
 * restores the setting.
 */
export async function keepForwarding(): Promise<() => Promise<void>> {
    const before = await readFile(SETTING, "utf8");
    return () => writeFile(SETTING, before);
}
