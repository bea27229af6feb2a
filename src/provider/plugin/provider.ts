import { beyondUnchecked } from "../../errors";
import type { Libvirt } from "../../libvirt";
import { failuresOf } from "../../schema/core/failures";
import type { ResourceSchema } from "../../schema/core/resource";
import { judgeBeyond } from "../beyond/beyond";
import {
    defaultedFields,
    imported,
    plain,
    withDefaultNotes,
    withDefaults,
    withoutNotes,
} from "../lifecycle/defaults";
import { costlyChanges } from "../lifecycle/diff";
import { PartialFailure } from "../lifecycle/errors";
import { deprecations, formerNameFailures, withPresentNames } from "../lifecycle/formerNames";
import { previewChanges } from "../lifecycle/preview";
import { rollBack } from "../lifecycle/rollBack";
import { functionOf } from "../functions";
import { handlerOf } from "./handlers";
import type { Answer, Checked, Difference } from "./answers";
import { openHost } from "./host";
import { uriOf } from "./providerConfig";
import type { CallContext, Created, ChangePreview, Observed } from "../lifecycle/resource";
import {
    changesOf,
    changesToMake,
    halfDone,
    oldsOf,
    outputsIn,
    refreshed,
    underPresentNames,
    type Update,
} from "../lifecycle/update";
import {
    hasUnknown,
    isRecord,
    isUnknown,
    parseUrn,
    UNKNOWN,
    type Properties,
} from "../lifecycle/wire";

type Log = CallContext["log"];
type Loss = NonNullable<ChangePreview["loss"]>;
type Changes = Difference["changes"];

/** The plugin in plain values; the gRPC service only translates. */
export class Provider {
    #uri = uriOf({});
    #owner: string | undefined;
    #host: Promise<Libvirt> | undefined;
    /** Old inputs by URN: for a replacement the engine calls Check again without them. */
    readonly #known = new Map<string, Properties>();
    /** Ids that this run created: a delete of one means the object that it replaced. */
    readonly #made = new Set<string>();

    readonly #engine: number;

    /** @param engine Process id of the Pulumi command line; its working folder leads to the project. */
    constructor(engine = process.ppid) {
        this.#engine = engine;
    }

    /** @param id Id of the provider resource; undefined in the first preview. */
    configure(config: Properties, id: string | undefined): void {
        this.#uri = uriOf(config);
        const { owner } = config;
        this.#owner = typeof owner === "string" && !isUnknown(owner) ? owner : id;
    }

    /** Checks inputs, fills in defaults, and logs what reaches beyond the lab. */
    async check(urn: string, given: Properties, olds: Properties, log: Log): Promise<Checked> {
        const handler = handlerOf(urn);
        const { schema } = handler;
        const { name } = parseUrn(urn);
        const twice = formerNameFailures(schema, given);
        if (twice.length > 0) return { inputs: given, failures: twice };
        for (const text of deprecations(schema, given)) log("warning", `${name}: ${text}`);
        const news = withPresentNames(schema, given);
        const known = this.#knownInputs(urn, schema, olds);
        const filled = withDefaults(schema.inputs, news, known);
        const chosen = await handler.creationDefaults(isRecord(filled) ? filled : {}, {
            urn,
            name,
            owner: this.#owner,
            olds: known,
        });
        const { inputs: shape, rules } = schema;
        const failures = failuresOf(shape, rules, withoutNotes(chosen.inputs), isUnknown);
        const wrong = [...failures, ...chosen.failures];
        if (wrong.length > 0) return { inputs: chosen.inputs, failures: wrong };
        const beyond = await judgeBeyond({
            token: schema.token,
            news: plain(chosen.inputs),
            olds: known,
            hasOpen: hasUnknown(news),
            engine: this.#engine,
            connect: () => this.#connect().catch(() => undefined),
        });
        if (beyond.reported.length > 0) {
            log("info", `${name} reaches beyond the lab: ${beyond.reported.join("; ")}.`);
        }
        return { inputs: chosen.inputs, failures: beyond.failures };
    }

    /** Finds the changes, and logs what a replacement discards. An update logs its changes in its own preview. */
    async diff(
        urn: string,
        id: string,
        olds: Properties,
        news: Properties,
        log: Log,
    ): Promise<Difference> {
        const { createBeforeDelete, schema, preview } = handlerOf(urn);
        const changes = costlyChanges(schema, withPresentNames(schema, olds), news);
        if (preview.loss !== undefined && changes.some(({ effect }) => effect === "replace")) {
            await this.warnOfLoss(preview.loss, id, urn, changes, log);
        }
        return { changes, deleteBeforeReplace: !createBeforeDelete };
    }

    /** The outputs of a create, as far as they are known before it. */
    async previewCreate(urn: string, inputs: Properties): Promise<Properties> {
        const { schema, preflight } = handlerOf(urn);
        await this.#runPreflight(preflight?.(plain(inputs)));
        const open = Object.keys(schema.outputs.shape).map((key) => [key, UNKNOWN] as const);
        return { ...plain(inputs), ...Object.fromEntries(open) };
    }

    /** Creates an object; rolls back when that fails or is aborted. */
    async create(urn: string, inputs: Properties, signal: AbortSignal, log: Log): Promise<Created> {
        const handler = handlerOf(urn);
        const undo: (() => Promise<unknown>)[] = [];
        try {
            signal.throwIfAborted();
            await this.#refuseBeyond(urn, plain(inputs), this.#known.get(urn) ?? {});
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
            // The object is whole, and stays.
            if (error instanceof PartialFailure) {
                this.#made.add(`${handler.schema.token} ${error.id}`);
                throw error;
            }
            await rollBack(undo, log);
            throw error;
        }
    }

    /** Inputs and outputs as they are on the host; undefined when the object is gone. Without a state it is an import. */
    async read(
        urn: string,
        id: string,
        oldInputs: Properties,
        oldState: Properties,
    ): Promise<Observed | undefined> {
        const handler = handlerOf(urn);
        const { schema } = handler;
        const [inputs, state] = [
            withPresentNames(schema, oldInputs),
            withPresentNames(schema, oldState),
        ];
        const seen = await handler.read(id, state, await this.#connect());
        if (seen === undefined) return undefined;
        const isImport = Object.keys(state).length === 0;
        const found = isImport ? imported(seen.inputs) : refreshed(schema, inputs, state, seen);
        return { ...seen, inputs: found, outputs: { ...plain(found), ...seen.outputs } };
    }

    /** The outputs of an update as far as they are known before it; logs what it will do. */
    async previewUpdate(urn: string, asked: Update, log: Log): Promise<Properties> {
        const { schema, preview, preflight } = handlerOf(urn);
        const update = underPresentNames(schema, asked);
        const news = plain(update.news);
        const changes = changesOf(schema, update);
        await this.#runPreflight(preflight?.(news, changes));
        const { name } = parseUrn(urn);
        const { label, text } = previewChanges(name, changes, preview, news, update.state);
        log("status", label);
        log("info", text);
        const open = preview.unknownAfter?.(changes).map((key) => [key, UNKNOWN] as const) ?? [];
        return { ...news, ...outputsIn(schema, update.state), ...Object.fromEntries(open) };
    }

    /** Updates an object; a failure after the first change carries what is on the host. */
    async update(urn: string, asked: Update, signal: AbortSignal, log: Log): Promise<Properties> {
        const handler = handlerOf(urn);
        const update = underPresentNames(handler.schema, asked);
        const { id, state } = update;
        const libvirt = await this.#connect();
        const [olds, news] = [oldsOf(handler.schema, update), plain(update.news)];
        const changes = changesToMake(handler.schema, update);
        try {
            signal.throwIfAborted();
            await this.#refuseBeyond(urn, news, olds);
            const context = { libvirt, urn, signal, log, state, changes };
            return { ...news, ...(await handler.update(id, olds, news, context)) };
        } catch (error) {
            if (error instanceof PartialFailure) throw error;
            throw (await halfDone(handler, update, libvirt, error)) ?? error;
        }
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

    /** Calls a function. */
    async invoke(token: string, args: Properties): Promise<Answer> {
        const handler = functionOf(token);
        const failures = failuresOf(handler.schema.args, [], args, isUnknown);
        if (failures.length > 0) return { result: {}, failures };
        return { result: await handler.call(args, await this.#connect()), failures };
    }

    /** Old inputs under their present names; for a replacement, those of the check before. */
    #knownInputs(urn: string, schema: ResourceSchema, olds: Properties): Properties {
        const isNew = Object.keys(olds).length === 0;
        const known = isNew
            ? (this.#known.get(urn) ?? {})
            : withDefaultNotes(schema.inputs, withPresentNames(schema, olds));
        this.#known.set(urn, known);
        return known;
    }

    /** Judges again once all inputs are known: Check passes unknowns, and an unknown `accept`. */
    async #refuseBeyond(urn: string, news: Properties, olds: Properties): Promise<void> {
        const { failures } = await judgeBeyond({
            token: handlerOf(urn).schema.token,
            news,
            olds,
            hasOpen: false,
            engine: this.#engine,
            connect: () => this.#connect(),
        });
        const [first] = failures;
        if (first !== undefined) {
            throw beyondUnchecked({
                name: parseUrn(urn).name,
                why: `${first.property} ${first.reason}`,
            });
        }
    }

    /** Runs a preflight; skips it while the daemon is down, because a preview must work then. */
    async #runPreflight(at: ((libvirt: Libvirt) => Promise<void>) | undefined): Promise<void> {
        if (at === undefined) return;
        const libvirt = await this.#connect().catch(() => undefined);
        if (libvirt !== undefined) await at(libvirt);
    }

    /** Logs what a replacement discards; nothing while the daemon is down, because a preview must work then. */
    async warnOfLoss(
        loss: Loss,
        id: string,
        urn: string,
        changes: Changes,
        log: Log,
    ): Promise<void> {
        const cost = await this.#connect()
            .then((libvirt) => loss(id, libvirt, changes))
            .catch(() => undefined);
        if (cost === undefined) return;
        log("status", cost.label);
        log("info", `${parseUrn(urn).name}: ${cost.description}`);
    }

    /** One connection for the process; after a failure the next call connects again. */
    #connect(): Promise<Libvirt> {
        const host = this.#host ?? openHost(this.#uri);
        this.#host = host;
        host.catch(() => (this.#host = undefined));
        return host;
    }
}
