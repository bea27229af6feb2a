import type { CostlyChange } from "../../../../src/provider/lifecycle/diff";
import { changesBetween } from "../../../../src/provider/lifecycle/diff";
import { PartialFailure } from "../../../../src/provider/lifecycle/errors";
import { previewChanges } from "../../../../src/provider/lifecycle/preview";
import { BEYOND } from "../../../../src/schema/core/accept";
import { Provider } from "../../../../src/provider/plugin/provider";
import { domain as handler } from "../../../../src/provider/domain/domain";
import type { Properties } from "../../../../src/provider/lifecycle/wire";
import type { Change } from "../../../../src/schema/core/effects";
import { elements } from "../../../../src/xml/tree/children";
import { parse } from "../../../../src/xml/tree/parse";
import { attributesAt, first, textAt } from "../../../../src/xml/tree/query";
import { OWNER, urnOf } from "../../../provider/checked";
import { virsh } from "../host/command";
import { pidOf } from "../host/emulator";

/** A domain's fields in a program. */
export type Declared = Readonly<Record<string, unknown>>;

/** One domain and a provider in this process, called as the engine would call it. */
export class DrivenDomain {
    readonly name: string;
    /** What the provider logged for the user. */
    readonly messages: string[] = [];
    readonly #provider: Provider;
    readonly #urn: string;
    /** As the engine keeps them. */
    inputs: Properties = {};
    state: Properties = {};
    id = "";
    /** Whether an update has failed midway. */
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

    /** The same domain, through a provider with another path to libvirt. */
    through(uri: string): DrivenDomain {
        const { inputs, state, id } = this;
        return Object.assign(new DrivenDomain(this.name, uri), { inputs, state, id });
    }

    /** The differences between the state and the declaration. */
    async preview(declared: Declared): Promise<readonly CostlyChange[]> {
        const inputs = await this.#check(declared);
        return (await this.#diff(inputs)).changes;
    }

    /** The preview's label for the effect of an up on the guest. */
    async previewLabel(declared: Declared): Promise<string> {
        const news = await this.#check(declared);
        const { changes } = await this.#diff(news);
        return previewChanges(this.name, changes, handler.preview, news, this.state).label;
    }

    /** Creates the domain or updates it to the declaration, and returns the changes. */
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
        if (changes.length > 0 || this.isUnfinished) {
            this.state = await this.#provider
                .update(this.#urn, update, signal, this.#log)
                .catch((error: unknown) => this.#keepHalfDone(error));
        }
        Object.assign(this, { inputs: news, isUnfinished: false });
        return changes;
    }

    /** Updates the state to the host, and returns the changes; undefined when the domain is gone. */
    async refresh(): Promise<readonly Change[] | undefined> {
        const seen = await this.#provider.read(this.#urn, this.id, this.inputs, this.state);
        if (seen === undefined) return undefined;
        const changes = changesBetween(this.inputs, seen.inputs);
        Object.assign(this, { id: seen.id, inputs: seen.inputs, state: seen.outputs });
        return changes;
    }

    /** In a provider of its own: the one that created an object treats a delete as one of another object. */
    async destroy(): Promise<void> {
        const { signal } = new AbortController();
        await providerAt(undefined).delete(this.#urn, this.id, this.state, signal, this.#log);
    }

    /** The engine keeps the inputs of a created object, and the old inputs of a failed update. */
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

    #log = (severity: string, message: string) =>
        void this.messages.push(`${severity}: ${message}`);
}

function providerAt(uri: string | undefined): Provider {
    const provider = new Provider();
    provider.configure(uri === undefined ? {} : { uri }, OWNER);
    return provider;
}

/** A domain as virsh shows it, each text in one line. */
export interface DomainView {
    /** QEMU's process id; undefined while the guest is off. */
    readonly pid: string | undefined;
    readonly stored: string;
    readonly live: string;
    readonly info: string;
    /** Devices with their addresses, MACs and serials, in both definitions. */
    readonly devices: readonly string[];
}

export async function viewDomain(name: string): Promise<DomainView> {
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

/** Omits names that libvirt gives to running devices. */
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
