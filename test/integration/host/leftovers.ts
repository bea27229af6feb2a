import { readdir } from "node:fs/promises";
import { output, virsh } from "../support/host/command";
import { IMAGES } from "../support/host/names";

/** Commands that list each kind, one name a line. */
const LISTS: Readonly<Record<string, () => Promise<string>>> = {
    domain: () => virsh("list", "--all", "--name"),
    network: () => virsh("net-list", "--all", "--name"),
    filter: () => virsh("nwfilter-list"),
    "filter binding": () => virsh("nwfilter-binding-list"),
    pool: () => virsh("pool-list", "--all", "--name"),
    secret: () => virsh("secret-list"),
    interface: () => output("sh", ["-c", "ls /sys/class/net"]),
    namespace: () => output("ip", ["netns", "list"]),
    file: async () => (await readdir(IMAGES)).join("\n"),
};

/** Everything that a test could leave on its host, one a line. */
export async function thingsOnHost(): Promise<string[]> {
    const kinds = Object.entries(LISTS).map(async ([kind, list]) =>
        (await list()).split("\n").flatMap((line) => (line.trim() ? `${kind} ${line.trim()}` : [])),
    );
    return (await Promise.all(kinds)).flat();
}
