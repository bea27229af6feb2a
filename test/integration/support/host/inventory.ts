import { readdir } from "node:fs/promises";
import { output, virsh } from "./command";
import { IMAGES } from "./names";
import { processes } from "./processes";

/** Everything on the host that a lab could touch, one a line, without times and byte counts. */
export async function inventory(): Promise<string[]> {
    const parts = await Promise.all([
        objects("domain", ["list", "--all"], "dumpxml"),
        objects("network", ["net-list", "--all"], "net-dumpxml"),
        objects("filter", ["nwfilter-list"], "nwfilter-dumpxml"),
        objects("pool", ["pool-list", "--all"], "pool-dumpxml"),
        objects("secret", ["secret-list"], "secret-dumpxml"),
        links(),
        output("ebtables", ["-t", "nat", "-L"]).then((text) => text.split("\n")),
        files(),
        dnsmasqFiles(),
    ]);
    return [...parts.flat(), ...dnsmasqProcesses()];
}

async function objects(kind: string, list: readonly string[], dump: string): Promise<string[]> {
    const uuids = [...(await virsh(...list, "--uuid").catch(() => virsh(...list))).matchAll(UUID)];
    const documents = uuids.map(async ([uuid]) => {
        // It may be deleted between the two commands.
        const xml = await virsh(dump, uuid).catch(() => "gone");
        return `${kind} ${uuid} ${xml.replace(/<(available|allocation)[^\n]*/g, "")}`;
    });
    return (await Promise.all(documents)).sort();
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

async function links(): Promise<string[]> {
    const all = JSON.parse(await output("ip", ["-j", "link"])) as Link[]; // iproute2's own form
    return all
        .map(({ ifname, address, master }) => `link ${ifname} ${address} ${master ?? ""}`)
        .sort();
}

interface Link {
    readonly ifname: string;
    readonly address: string;
    readonly master?: string;
}

async function files(): Promise<string[]> {
    const found = await output("find", [IMAGES, "-printf", "file %p %i %m %u\n"]);
    return found.split("\n").sort();
}

async function dnsmasqFiles(): Promise<string[]> {
    const names = await readdir("/var/lib/libvirt/dnsmasq");
    return names.sort().map((name) => `dnsmasq file ${name}`);
}

const dnsmasqProcesses = () =>
    processes()
        .filter(({ command }) => command[0]?.endsWith("dnsmasq"))
        .map(({ pid, command }) => `dnsmasq ${pid} ${command.join(" ")}`);
