import { output, virsh } from "../support/host/command";
import { emulatorOf } from "../support/host/emulator";
import { IMAGES } from "../support/host/names";
import { Stack } from "../support/stack/stack";

/** Inputs in addition to the names. */
export interface Declared {
    readonly network?: object;
    readonly filter?: object;
    readonly pool?: object;
}

/** A network, a filter and a pool with the same name, and a guest on them that has nothing to boot. */
export const programOf = (name: string, { network, filter, pool }: Declared) => `
const provider = new libvirt.Provider("libvirt");
const declared = ${JSON.stringify({ network, filter, pool })};
const options = (kind) => ({ provider, deleteBeforeReplace: true, import: declared[kind]?.import });
const name = "${name}";
new libvirt.Pool("pool", { name, path: "${IMAGES}/${name}", ...declared.pool }, options("pool"));
const network = new libvirt.Network("network", { name, ...declared.network }, options("network"));
const rules = [{ action: "drop", direction: "inout", protocol: "mac" }];
const filter = new libvirt.NetworkFilter("filter", { name, rules, ...declared.filter }, options("filter"));
if (declared.network?.import === undefined) new libvirt.Domain("domain", {
    name,
    accelerator: "tcg",
    memoryMiB: 16,
    interfaces: { lan: { network: network.name, filter: filter.name } },
}, options("domain"));
`;

const SIZE = 6;

/** A stack with a running guest, which shows what happens to its network. */
export class WitnessedStack {
    readonly stack: Stack;
    readonly #name: string;
    readonly #pid: number;
    readonly #tap: string;

    private constructor(stack: Stack, name: string, pid: number, tap: string) {
        this.stack = stack;
        this.#name = name;
        this.#pid = pid;
        this.#tap = tap;
    }

    static async start(name: string, project: string, declared: Declared): Promise<WitnessedStack> {
        const stack = await Stack.create({ project, program: programOf(name, declared) });
        await stack.up();
        const [tap = ""] = (await virsh("domiflist", name)).trim().split(/\s+/);
        return new WitnessedStack(stack, name, emulatorOf(name), tap);
    }

    async change(declared: Declared): Promise<string> {
        await this.stack.setProgram(programOf(this.#name, declared));
        return this.stack.up();
    }

    async isSettled(): Promise<boolean> {
        return (await this.stack.preview())["same"] === SIZE;
    }

    /** Whether the guest kept running, on its network's bridge and behind its filter. */
    async report() {
        const links = await output("ip", ["-j", "link", "show", this.#tap]);
        const [link] = JSON.parse(links) as { master?: string }[]; // iproute2's own form
        const xml = await virsh("net-dumpxml", this.#name);
        const [, bridge = ""] = /<bridge name='(.*?)'/.exec(xml) ?? [];
        return {
            lives: emulatorOf(this.#name) === this.#pid,
            isPlugged: link?.master === bridge,
            isFiltered: (await output("ebtables", ["-t", "nat", "-L"])).includes(
                `-i ${this.#tap} -j`,
            ),
            hasBinding: (await virsh("nwfilter-binding-list")).includes(this.#tap),
        };
    }
}

export const UNHARMED = { lives: true, isPlugged: true, isFiltered: true, hasBinding: true };
