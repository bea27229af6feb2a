import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { PrivateDaemon } from "./privateDaemon";

/**
 * An object under a private daemon. The summary has its kind, its name and what a program determines of it; the
 * detail has everything.
 */
export interface InventoryItem {
    readonly summary: string;
    readonly detail: string;
}

/**
 * Lists every object on the host, one a line, with its kind first and its name second. Omits times and byte
 * counts, and files that libvirt itself forgets: pid files of dnsmasq, keys of domains during whose start it
 * was killed.
 */
const LIST = `
each() { # kind, list command, dump command
    v $2 | while read -r name; do echo "$1 $name $(v $3 "$name" | grep -Ev '<(available|allocation)' | tr -d '\\n')"; done
}
v() { virsh --connect "$uri" --quiet "$@"; }
uri=$1
each domain "list --all --name" dumpxml
each network "net-list --all --name" net-dumpxml
each pool "pool-list --all --name" pool-dumpxml
v nwfilter-list | while read -r uuid name; do echo "filter $name $(v nwfilter-dumpxml "$uuid" | tr -d '\\n')"; done
v list --name | while read -r name; do echo "running $name"; done
v net-list --name | while read -r name; do echo "active $name"; done
ip -oneline link | sed -E 's/^[0-9]+: ([a-z]+)[0-9]*.*/link \\1/'
ebtables --table nat --list | sed 's/^/rule /'
find "$2" -mindepth 1 '(' -type f -o -type d ')' -printf 'file %P %i %m %u %y\\n'
find /etc/libvirt /run/libvirt /var/lib/libvirt/dnsmasq /var/lib/libvirt/qemu -type f ! -name '*.pid' ! -name master-key.aes -printf 'record %p\\n'
`;

export async function daemonInventory(daemon: PrivateDaemon): Promise<InventoryItem[]> {
    const text = await daemon.command("bash", "-c", LIST, "bash", daemon.uri, daemon.folder);
    const lines = text.split("\n").filter((line) => / \S/.test(line));
    const things = await Promise.all(lines.map((line) => thingOf(line, daemon.folder)));
    return [...things, ...processesOf(daemon)].sort((a, b) => (a.detail < b.detail ? -1 : 1));
}

async function thingOf(line: string, folder: string): Promise<InventoryItem> {
    const [kind = "", name = ""] = line.split(" ");
    const facts = {
        domain: () => /<memory unit='KiB'>(\d+)/.exec(line)?.[1],
        network: () => dhcpOf(line),
        file: () => (line.endsWith(" f") ? contentOf(join(folder, name)) : "folder"),
    };
    const fact = kind in facts ? await facts[kind as keyof typeof facts]() : undefined;
    const digitless = kind === "file" ? name.replace(/-[0-9a-f]{8,}(-2)?$/, "") : name;
    return { summary: [kind, digitless, fact].filter(Boolean).join(" "), detail: line };
}

/** DHCP's number of reserved addresses, the host's included, or "range". */
function dhcpOf(xml: string): string {
    const hosts = xml.match(/<host mac/g)?.length ?? 0;
    const [, prefix = ""] = /prefix='(\d+)'/.exec(xml) ?? [];
    return xml.includes("<range") ? "range" : `${hosts} of /${prefix}`;
}

/** Capacity of an overlay; of any other file, its SHA-256. */
async function contentOf(file: string): Promise<string> {
    const bytes = await readFile(file);
    return bytes.subarray(0, 4).toString("latin1") === "QFI\xfb"
        ? `${bytes.readBigUInt64BE(24)} bytes`
        : createHash("sha256").update(bytes).digest("hex");
}

const processesOf = (daemon: PrivateDaemon): InventoryItem[] =>
    daemon
        .processes()
        .map(({ command }) => basename(command[0] ?? ""))
        .filter((name) => name === "dnsmasq" || name.startsWith("qemu-system"))
        .map((name) => ({ summary: `process ${name}`, detail: `process ${name}` }));
