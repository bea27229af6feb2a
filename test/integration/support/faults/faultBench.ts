import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DaemonProxy } from "./daemonProxy";
import { PrivateDaemon, uriOf } from "../host/privateDaemon";
import { kill, type Process } from "../host/processes";
import { daemonInventory, type InventoryItem } from "../host/daemonInventory";
import { Stack } from "../stack/stack";
import { threeMachines } from "../programs/threeMachines";

/** Objects on the host that a stack added, and earlier ones that it removed. */
export interface Difference {
    readonly more: string[];
    readonly less: string[];
}

/** What libvirt itself creates for its objects. */
const CONSEQUENCES = ["rule", "record", "process dnsmasq"];

/** A private daemon with foreign objects, a proxy in front of it, and an image to upload. */
export class FaultBench {
    readonly daemon: PrivateDaemon;
    readonly proxy: DaemonProxy;
    readonly image: string;
    /** How the provider reaches the daemon. */
    readonly uri: string;
    #before: InventoryItem[] = [];

    private constructor(daemon: PrivateDaemon, proxy: DaemonProxy, socket: string) {
        this.daemon = daemon;
        this.proxy = proxy;
        this.uri = uriOf(socket);
        this.image = join(daemon.folder, "image.raw");
    }

    static async open(name: string): Promise<FaultBench> {
        const daemon = await PrivateDaemon.start(name);
        const socket = join(daemon.folder, "proxy-sock");
        const bench = new FaultBench(
            daemon,
            await DaemonProxy.listen(socket, daemon.socket),
            socket,
        );
        await writeFile(bench.image, IMAGE);
        await bench.#makeForeignObjects();
        bench.#before = await daemonInventory(daemon);
        return bench;
    }

    async close(): Promise<void> {
        this.proxy.close();
        await this.daemon.stop();
    }

    program = ({ project }: Pick<Stack, "project">, isChanged = false) =>
        threeMachines({
            name: project,
            uri: this.uri,
            folder: this.daemon.folder,
            image: this.image,
            isChanged,
        });

    async stack(project: string): Promise<Stack> {
        const stack = await Stack.create({ project, program: "" });
        await stack.setProgram(this.program(stack));
        return stack;
    }

    /** All objects added and removed since the bench was opened. */
    async everything(): Promise<Difference> {
        const [was, is] = [this.#before, await daemonInventory(this.daemon)].map((world) =>
            world.map(detailOf),
        );
        return { more: without(is, was), less: without(was, is) };
    }

    /** The added objects that the program determines, and all removed ones. */
    async declared(): Promise<Difference> {
        const [was, is] = [this.#before, await daemonInventory(this.daemon)].map((world) =>
            world.filter(({ summary }) => !CONSEQUENCES.some((kind) => summary.startsWith(kind))),
        );
        const more = without(is?.map(summaryOf), was?.map(summaryOf)).sort();
        return { more, less: without(was?.map(detailOf), is?.map(detailOf)) };
    }

    /**
     * Removes bridges and dnsmasq processes of networks that do not run. A libvirtd that is killed while it
     * starts or stops a network forgets them, and then only the host's administrator can remove them.
     */
    async removeForgotten(): Promise<void> {
        const { command, virsh } = this.daemon;
        const names = (await virsh("net-list", "--name")).split(/\s+/).filter(Boolean);
        const networks = await Promise.all(names.map((name) => virsh("net-dumpxml", name)));
        const links = await command("ip", "-oneline", "link", "show", "type", "bridge");
        for (const [, bridge = ""] of links.matchAll(/^\d+: (\S+):/gm)) {
            if (!networks.some((xml) => xml.includes(`<bridge name='${bridge}'`))) {
                await command("ip", "link", "delete", bridge);
            }
        }
        const isForgotten = ({ command: [executable = "", config = ""] }: Process) =>
            executable.endsWith("dnsmasq") &&
            !names.some((name) => config.endsWith(`/${name}.conf`));
        kill(this.daemon.processes().filter(isForgotten));
    }

    async #makeForeignObjects(): Promise<void> {
        const folder = join(this.daemon.folder, "foreign");
        const documents = {
            define: `<domain type="qemu">${FOREIGN}<memory>16384</memory><os><type>hvm</type></os></domain>`,
            "net-define": `<network>${FOREIGN}<ip address="10.250.0.1"><dhcp><range start="10.250.0.2" end="10.250.0.9"/></dhcp></ip></network>`,
            "nwfilter-define": `<filter name="foreign"><rule action="drop" direction="in"/></filter>`,
            "pool-define": `<pool type="dir">${FOREIGN}<target><path>${folder}</path></target></pool>`,
        };
        await mkdir(folder);
        for (const [command, xml] of Object.entries(documents)) {
            const file = join(this.daemon.folder, `${command}.xml`);
            await writeFile(file, xml);
            await this.daemon.virsh(command, file);
        }
        await this.daemon.virsh("pool-start", "foreign");
        await this.daemon.virsh("net-start", "foreign");
        await this.daemon.virsh("vol-create-as", "foreign", "disk", "1M", "--format", "qcow2");
    }
}

const FOREIGN = "<name>foreign</name>";
const IMAGE = Buffer.alloc(1 << 20, "xplab");

/** What a complete program with three machines has on the host. */
export function threeMachinesOnHost({ project }: Stack, isChanged = false): string[] {
    const sha256 = createHash("sha256").update(IMAGE).digest("hex");
    const sizes = { a: 1, b: 1, c: isChanged ? 4 : 2 };
    const machines = Object.entries(sizes).flatMap(([machine, capacityMiB]) => [
        `domain ${project}-${machine} ${(isChanged ? 20 : 16) * 1024}`,
        `running ${project}-${machine}`,
        `file ${project}/${machine} ${capacityMiB * 1024 * 1024} bytes`,
        "link vnet",
        "process qemu-system-x86_64",
    ]);
    return [
        ...machines,
        `network ${project} ${isChanged ? "4 of /25" : "4 of /24"}`,
        `active ${project}`,
        "link virbr",
        `filter ${project}`,
        `pool ${project}`,
        `file ${project} folder`,
        `file ${project}/image ${sha256}`,
    ].sort();
}

const summaryOf = ({ summary }: InventoryItem) => summary;
const detailOf = ({ detail }: InventoryItem) => detail;

/** The items of a list that another lacks, as often as it lacks them. */
function without(list: readonly string[] = [], other: readonly string[] = []): string[] {
    const left = new Map<string, number>();
    for (const item of other) left.set(item, (left.get(item) ?? 0) + 1);
    return list.filter((item) => {
        const count = left.get(item) ?? 0;
        left.set(item, count - 1);
        return count <= 0;
    });
}
