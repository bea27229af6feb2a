import { readFile } from "node:fs/promises";
import type { CostlyChange } from "../../../src/provider/lifecycle/diff";
import { changesBetween } from "../../../src/provider/lifecycle/diff";
import { PartialFailure } from "../../../src/provider/lifecycle/errors";
import { previewChanges } from "../../../src/provider/lifecycle/preview";
import { BEYOND } from "../../../src/schema/core/accept";
import { Provider } from "../../../src/provider/plugin/provider";
import { domain as handler } from "../../../src/provider/domain/domain";
import type { Properties } from "../../../src/provider/lifecycle/wire";
import type { Change } from "../../../src/schema/core/effects";
import { elements } from "../../../src/xml/tree/children";
import { parse } from "../../../src/xml/tree/parse";
import { attributesAt, first, textAt } from "../../../src/xml/tree/query";
import { OWNER, urnOf } from "../../provider/checked";
import { virsh } from "./command";

/** What a program may declare. */
export type Declared = Readonly<Record<string, unknown>>;

/** One domain and the provider in this process, which is asked what the engine would ask it. */
export class DrivenDomain {
    readonly name: string;
    /** What the provider told the user. */
    readonly said: string[] = [];
    readonly #provider: Provider;
    readonly #urn: string;
    /** As the engine keeps them. */
    inputs: Properties = {};
    state: Properties = {};
    id = "";
    /** Whether an update failed that had begun. */
    isUnfinished = false;

    private constructor(name: string, uri: string | undefined) {
        this.name = name;
        this.#urn = urnOf("Domain", name);
        this.#provider = providerAt(uri);
    }

    static planned = (name: string) => new DrivenDomain(name, undefined);

    static async create(name: string, declared: Declared): Promise<DrivenDomain> {
        const domain = DrivenDomain.planned(name);
        await domain.up(declared);
        return domain;
    }

    static async import(name: string, id: string): Promise<DrivenDomain> {
        const domain = new DrivenDomain(name, undefined);
        domain.id = id;
        await domain.refresh();
        return domain;
    }

    /** The same domain, through a provider that reaches libvirt elsewhere. */
    through(uri: string): DrivenDomain {
        const { inputs, state, id } = this;
        return Object.assign(new DrivenDomain(this.name, uri), { inputs, state, id });
    }

    /** What differs between the state and what is declared. */
    async preview(declared: Declared): Promise<readonly CostlyChange[]> {
        const inputs = await this.#check(declared);
        return (await this.#diff(inputs)).changes;
    }

    /** The word of what an up would cost the guest. */
    async forecast(declared: Declared): Promise<string> {
        const news = await this.#check(declared);
        const { changes } = await this.#diff(news);
        return previewChanges(this.name, changes, handler.preview, news, this.state).label;
    }

    /** Makes the domain or brings it to what is declared, and gives what was different. */
    async up(
        declared: Declared,
        { signal } = new AbortController(),
    ): Promise<readonly CostlyChange[]> {
        const news = await this.#check(declared);
        if (this.id === "") {
            const created = await this.#provider
                .create(this.#urn, news, signal, this.#log)
                .catch((error: unknown) => this.#keepHalfDone(error, news));
            Object.assign(this, { id: created.id, inputs: news, state: created.outputs });
            return [];
        }
        const { changes } = await this.#diff(news);
        const update = { id: this.id, oldInputs: this.inputs, state: this.state, news };
        if (changes.length > 0 || this.isUnfinished)
            this.state = await this.#provider
                .update(this.#urn, update, signal, this.#log)
                .catch((error: unknown) => this.#keepHalfDone(error));
        Object.assign(this, { inputs: news, isUnfinished: false });
        return changes;
    }

    /** Brings the state to what is there, and gives what was different; undefined when the domain is gone. */
    async refresh(): Promise<readonly Change[] | undefined> {
        const seen = await this.#provider.read(this.#urn, this.id, this.inputs, this.state);
        if (seen === undefined) return undefined;
        const changes = changesBetween(this.inputs, seen.inputs);
        Object.assign(this, { id: seen.id, inputs: seen.inputs, state: seen.outputs });
        return changes;
    }

    /** In a run of its own: the one that made an object takes a delete for that of another. */
    async destroy(): Promise<void> {
        const { signal } = new AbortController();
        await providerAt(undefined).delete(this.#urn, this.id, this.state, signal, this.#log);
    }

    /** The engine keeps the inputs of what was made, and of a failed update the old ones. */
    #keepHalfDone(error: unknown, inputs = this.inputs): never {
        if (error instanceof PartialFailure) {
            const { id, outputs: state } = error;
            Object.assign(this, { id, inputs, state, isUnfinished: true });
        }
        throw error;
    }

    async #check(declared: Declared): Promise<Properties> {
        const news = { name: this.name, accept: BEYOND, ...declared };
        const { inputs, failures } = await this.#provider.check(
            this.#urn,
            news,
            this.inputs,
            this.#log,
        );
        if (failures.length > 0) throw new Error(JSON.stringify(failures));
        return inputs;
    }

    #diff = (news: Properties) =>
        this.#provider.diff(this.#urn, this.id, this.inputs, news, this.#log);

    #log = (severity: string, message: string) => void this.said.push(`${severity}: ${message}`);
}

function providerAt(uri: string | undefined): Provider {
    const provider = new Provider();
    provider.configure(uri === undefined ? {} : { uri }, OWNER);
    return provider;
}

/** A domain as libvirt's own client shows it, each text in one line. */
export interface Sight {
    /** Process of QEMU; undefined while the guest is off. */
    readonly pid: string | undefined;
    readonly stored: string;
    readonly live: string;
    readonly info: string;
    /** Devices with their addresses, MACs and serials, in both definitions. */
    readonly devices: readonly string[];
}

export async function look(name: string): Promise<Sight> {
    const [stored, live, info, pid] = await Promise.all([
        virsh("dumpxml", name, "--inactive", "--security-info"),
        virsh("dumpxml", name, "--security-info"),
        virsh("dominfo", name),
        pidOf(name),
    ]);
    return {
        pid,
        stored: oneLine(stored),
        live: oneLine(live),
        info: oneLine(info),
        devices: [...new Set([...devicesIn(stored), ...devicesIn(live)])].sort(),
    };
}

export const pidOf = (name: string): Promise<string | undefined> =>
    readFile(`/run/libvirt/qemu/${name}.pid`, "utf8").catch(() => undefined);

/** Names that libvirt gives to what runs are left out. */
const oneLine = (text: string) =>
    text
        .replace(/\s*<alias [^>]*>/g, "")
        .replace(/ index='\d+'\/>/g, "/>")
        .replace(/\s+/g, " ");

function devicesIn(xml: string): string[] {
    const devices = first(parse(xml), "devices");
    return elements(devices ?? { name: "", attributes: {}, children: [] }).flatMap((device) => {
        const { type, index } = device.attributes;
        const { type: _type, ...place } = attributesAt(device, "address");
        const mac = attributesAt(device, "mac")["address"];
        const serial = textAt(device, "serial");
        if (Object.keys(place).length === 0 && mac === undefined) return [];
        const { dev } = attributesAt(device, "target");
        const which = device.name === "disk" ? dev : device.name === "controller" ? type : "";
        const at = Object.values(place).map(Number).join(":");
        return [[device.name, which, index, at, mac, serial].filter(Boolean).join(" ")];
    });
}
