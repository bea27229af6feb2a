import type { Libvirt } from "../libvirt";
import { failuresOf, type Failure } from "../schema/failures";
import { defaultedFields, withDefaults, withoutNotes } from "./defaults";
import { changesBetween, type Change } from "./diff";
import { UserError } from "./errors";
import { handlers } from "./handlers";
import { openHost } from "./host";
import { uriOf } from "./providerConfig";
import type { CallContext, Created, ResourceHandler } from "./resource";
import { isRecord, isUnknown, parseUrn, UNKNOWN, type Properties } from "./wire";

export interface Checked {
    readonly inputs: Properties;
    readonly failures: readonly Failure[];
}

export interface Difference {
    readonly changes: readonly Change[];
    readonly deleteBeforeReplace: boolean;
}

type Log = CallContext["log"];

/** What the plugin does, in plain values; the gRPC service only translates. */
export class Provider {
    #uri = uriOf({});
    #owner: string | undefined;
    #host: Promise<Libvirt> | undefined;
    /** Inputs of the state by URN: for a replacement the engine checks once more without them. */
    readonly #known = new Map<string, Properties>();
    /** What this run made: a delete of it is meant for the object that it was made in place of. */
    readonly #made = new Set<string>();

    /** @param id Id of the provider resource; undefined while it has none. */
    configure(config: Properties, id: string | undefined): void {
        this.#uri = uriOf(config);
        const { owner } = config;
        this.#owner = typeof owner === "string" && !isUnknown(owner) ? owner : id;
    }

    async check(urn: string, news: Properties, olds: Properties): Promise<Checked> {
        const handler = handlerOf(urn);
        const isNew = Object.keys(olds).length === 0;
        const known = isNew ? (this.#known.get(urn) ?? {}) : olds;
        this.#known.set(urn, known);
        const filled = withDefaults(handler.schema.inputs, news, known);
        const { name } = parseUrn(urn);
        const born = await handler.birth(isRecord(filled) ? filled : {}, {
            urn,
            name,
            owner: this.#owner,
            olds: known,
        });
        const { inputs: shape, rules } = handler.schema;
        const failures = failuresOf(shape, rules, withoutNotes(born.inputs), isUnknown);
        return { inputs: born.inputs, failures: [...failures, ...born.failures] };
    }

    diff(urn: string, olds: Properties, news: Properties): Difference {
        const { createBeforeDelete, schema } = handlerOf(urn);
        const changes = changesBetween(olds, news);
        return {
            changes: changes.filter(({ path }) => !schema.birthOnly.includes(path)),
            deleteBeforeReplace: !createBeforeDelete,
        };
    }

    /** What a create will give, as far as it is known before. */
    previewCreate(urn: string, inputs: Properties): Properties {
        const { schema } = handlerOf(urn);
        const open = Object.keys(schema.outputs.shape).map((key) => [key, UNKNOWN] as const);
        return { ...plain(inputs), ...Object.fromEntries(open) };
    }

    /** Takes back what it did when it fails or is cut off. */
    async create(urn: string, inputs: Properties, signal: AbortSignal, log: Log): Promise<Created> {
        const handler = handlerOf(urn);
        const undo: (() => Promise<unknown>)[] = [];
        try {
            signal.throwIfAborted();
            const created = await handler.create(plain(inputs), {
                libvirt: await this.#connect(),
                urn,
                signal,
                log,
                nameIsOurs: defaultedFields(inputs).has("name"),
                undo: (step) => undo.push(step),
            });
            signal.throwIfAborted();
            this.#made.add(`${handler.schema.token} ${created.id}`);
            return created;
        } catch (error) {
            await takeBack(undo, log);
            throw error;
        }
    }

    /** Outputs as they are on the host; undefined when the object is gone. */
    async read(urn: string, id: string, state: Properties): Promise<Properties | undefined> {
        if (Object.keys(state).length === 0)
            throw new UserError(
                `"${id}" cannot be imported: this version reads only what it made.`,
                "Declare it without the import option, under a name that is free.",
            );
        return handlerOf(urn).read(id, state, await this.#connect());
    }

    async delete(
        urn: string,
        id: string,
        state: Properties,
        signal: AbortSignal,
        log: Log,
    ): Promise<void> {
        const handler = handlerOf(urn);
        if (this.#made.has(`${handler.schema.token} ${id}`)) return;
        const libvirt = await this.#connect();
        await handler.delete(id, state, { libvirt, urn, signal, log });
    }

    /** One host for the process; after a failure the next call tries again. */
    #connect(): Promise<Libvirt> {
        const host = this.#host ?? openHost(this.#uri);
        this.#host = host;
        host.catch(() => (this.#host = undefined));
        return host;
    }
}

async function takeBack(undo: (() => Promise<unknown>)[], log: Log): Promise<void> {
    for (const step of undo.reverse()) {
        try {
            await step();
        } catch (error) {
            log(
                "warning",
                `Not taken back: ${error instanceof Error ? error.message : String(error)}`,
            );
        }
    }
}

/** The inputs of a call are those that Check let pass; each handler states their type. */
type AnyHandler = ResourceHandler<Properties>;

function handlerOf(urn: string): AnyHandler {
    const { type } = parseUrn(urn);
    const handler = handlers[type];
    if (handler !== undefined) return handler;
    const [, modern] = /^libvirt:index\/\w+:(\w+)$/.exec(type) ?? [];
    throw modern === undefined
        ? new UserError(
              `There is no resource "${type}".`,
              `Use one of ${Object.keys(handlers).join(", ")}.`,
          )
        : new UserError(
              `"${type}" is a resource of Pulumi's archived libvirt provider, which this one is not.`,
              `Remove it from the stack's state with "pulumi state delete" and declare it anew as libvirt:index:${modern}.`,
          );
}

const plain = (inputs: Properties): Properties => {
    const value = withoutNotes(inputs);
    return isRecord(value) ? value : {};
};
