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

/** What the plugin does, in plain values; the gRPC service only translates. */
export class Provider {
    #uri = uriOf({});
    #owner: string | undefined;
    #host: Promise<Libvirt> | undefined;
    /** Inputs of the state by URN: for a replacement the engine checks once more without them. */
    readonly #known = new Map<string, Properties>();
    /** What this run made: a delete of it is meant for the object that it was made in place of. */
    readonly #made = new Set<string>();

    readonly #engine: number;

    /** @param engine Process of the Pulumi command line, whose folder tells the project's. */
    constructor(engine = process.ppid) {
        this.#engine = engine;
    }

    /** @param id Id of the provider resource; undefined while it has none. */
    configure(config: Properties, id: string | undefined): void {
        this.#uri = uriOf(config);
        const { owner } = config;
        this.#owner = typeof owner === "string" && !isUnknown(owner) ? owner : id;
    }

    /** Tells what of a resource reaches beyond its lab. */
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
        const born = await handler.creationDefaults(isRecord(filled) ? filled : {}, {
            urn,
            name,
            owner: this.#owner,
            olds: known,
        });
        const { inputs: shape, rules } = schema;
        const failures = failuresOf(shape, rules, withoutNotes(born.inputs), isUnknown);
        const wrong = [...failures, ...born.failures];
        if (wrong.length > 0) return { inputs: born.inputs, failures: wrong };
        const beyond = await judgeBeyond({
            token: schema.token,
            news: plain(born.inputs),
            olds: known,
            hasOpen: hasUnknown(news),
            engine: this.#engine,
            connect: () => this.#connect().catch(() => undefined),
        });
        if (beyond.told.length > 0)
            log("info", `${name} reaches beyond the lab: ${beyond.told.join("; ")}.`);
        return { inputs: born.inputs, failures: beyond.failures };
    }

    /** Says what a replacement throws away; an update tells of itself in its own preview. */
    async diff(
        urn: string,
        id: string,
        olds: Properties,
        news: Properties,
        log: Log,
    ): Promise<Difference> {
        const { createBeforeDelete, schema, preview } = handlerOf(urn);
        const changes = costlyChanges(schema, withPresentNames(schema, olds), news);
        if (preview.loss !== undefined && changes.some(({ effect }) => effect === "replace"))
            await this.warnOfLoss(preview.loss, id, urn, changes, log);
        return { changes, deleteBeforeReplace: !createBeforeDelete };
    }

    /** What a create will give, as far as it is known before. */
    async previewCreate(urn: string, inputs: Properties): Promise<Properties> {
        const { schema, preflight } = handlerOf(urn);
        await this.#look(preflight?.(plain(inputs)));
        const open = Object.keys(schema.outputs.shape).map((key) => [key, UNKNOWN] as const);
        return { ...plain(inputs), ...Object.fromEntries(open) };
    }

    /** Takes back what it did when it fails or is cut off. */
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
            // What it made is whole, and stays.
            if (error instanceof PartialFailure) {
                this.#made.add(`${handler.schema.token} ${error.id}`);
                throw error;
            }
            await rollBack(undo, log);
            throw error;
        }
    }

    /** Inputs and outputs as they are on the host, of an import or of a state; undefined when the object is gone. */
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

    /** What an update will give, and in words what it will do. */
    async previewUpdate(urn: string, asked: Update, log: Log): Promise<Properties> {
        const { schema, preview, preflight } = handlerOf(urn);
        const update = underPresentNames(schema, asked);
        const news = plain(update.news);
        const changes = changesOf(schema, update);
        await this.#look(preflight?.(news, changes));
        const { name } = parseUrn(urn);
        const { word, text } = previewChanges(name, changes, preview, news, update.state);
        log("status", word);
        log("info", text);
        const open = preview.unknownAfter?.(changes).map((key) => [key, UNKNOWN] as const) ?? [];
        return { ...news, ...outputsIn(schema, update.state), ...Object.fromEntries(open) };
    }

    /** Fails with what is really there, when it got anywhere. */
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

    /** Reads what a function is for. */
    async invoke(token: string, args: Properties): Promise<Answer> {
        const handler = functionOf(token);
        const failures = failuresOf(handler.schema.args, [], args, isUnknown);
        if (failures.length > 0) return { result: {}, failures };
        return { result: await handler.call(args, await this.#connect()), failures };
    }

    /** Inputs of the state, under their present names; for a replacement, those of the check before. */
    #knownInputs(urn: string, schema: ResourceSchema, olds: Properties): Properties {
        const isNew = Object.keys(olds).length === 0;
        const known = isNew
            ? (this.#known.get(urn) ?? {})
            : withDefaultNotes(schema.inputs, withPresentNames(schema, olds));
        this.#known.set(urn, known);
        return known;
    }

    /** Once more, of what is really used: a check passes what is not known, and the words where they may come. */
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
        if (first !== undefined)
            throw beyondUnchecked({
                name: parseUrn(urn).name,
                why: `${first.property} ${first.reason}`,
            });
    }

    /** A preview works with the daemon down, and then refuses nothing for the host's sake. */
    async #look(at: ((libvirt: Libvirt) => Promise<void>) | undefined): Promise<void> {
        if (at === undefined) return;
        const libvirt = await this.#connect().catch(() => undefined);
        if (libvirt !== undefined) await at(libvirt);
    }

    /** A preview works with the daemon down, only without this figure. */
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

    /** One host for the process; after a failure the next call tries again. */
    #connect(): Promise<Libvirt> {
        const host = this.#host ?? openHost(this.#uri);
        this.#host = host;
        host.catch(() => (this.#host = undefined));
        return host;
    }
}
