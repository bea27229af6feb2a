import type { Libvirt } from "../../libvirt";
import type { ResourceSchema } from "../../schema/core/resource";
import { asDeclared, union } from "./declared";
import { plain, withDefaults } from "./defaults";
import { changesBetween, costlyChanges, type CostlyChange } from "./diff";
import { PartialFailure } from "./errors";
import { withPresentNames } from "./formerNames";
import type { Observed, ResourceHandler } from "./resource";
import { isRecord, type Properties } from "./wire";

/** A resource in the state, and its new inputs. */
export interface Update {
    readonly id: string;
    /** The inputs of the state. */
    readonly oldInputs: Properties;
    /** The outputs of the state; after a failed update they are ahead of the inputs. */
    readonly state: Properties;
    readonly news: Properties;
}

/** The same with everything under its present name; the program's inputs have been through Check. */
export const underPresentNames = (schema: ResourceSchema, update: Update): Update => ({
    ...update,
    oldInputs: withPresentNames(schema, update.oldInputs),
    state: withPresentNames(schema, update.state),
});

export const changesOf = (schema: ResourceSchema, update: Update): CostlyChange[] =>
    costlyChanges(schema, oldsOf(schema, update), plain(update.news));

/**
 * The changes that an update has to make; none when the last one failed halfway, so that the handler compares everything.
 * The outputs are ahead of the inputs then, but a field can have two values on the host, the stored and the running one.
 */
export function changesToMake(schema: ResourceSchema, update: Update): CostlyChange[] {
    const isUnfinished =
        costlyChanges(schema, plain(update.oldInputs), oldsOf(schema, update)).length > 0;
    return isUnfinished ? [] : changesOf(schema, update);
}

/**
 * The inputs that the host was last known to have: a failed update leaves them in the outputs. An output with an input's name
 * that the provider chooses says nothing about the input.
 */
export function oldsOf(schema: ResourceSchema, { oldInputs, state, news }: Update): Properties {
    const outputs = schema.outputs.shape;
    const declared = Object.keys(union(oldInputs, news)).filter((key) => !key.startsWith("__"));
    const olds = declared.map((key) => [key, (key in outputs ? oldInputs : state)[key]] as const);
    const known = Object.fromEntries(olds.filter(([, value]) => value !== undefined));
    const complete = withDefaults(schema.inputs, known, known);
    return plain(isRecord(complete) ? complete : {});
}

/** Declared inputs as they are on the host. */
export const refreshed = (
    schema: ResourceSchema,
    inputs: Properties,
    state: Properties,
    seen: Observed,
): Properties =>
    asDeclared(schema.effects, inputs, {
        ...seen.inputs,
        ...stillChosen(schema, inputs, state, seen),
    });

/** Inputs whose outputs of the same name, chosen by the provider, are unchanged on the host. */
function stillChosen(
    { outputs }: ResourceSchema,
    inputs: Properties,
    state: Properties,
    seen: Observed,
): Properties {
    const chosen = Object.keys(outputs.shape).filter(
        (key) => key in inputs && changesBetween(state[key], seen.outputs[key]).length === 0,
    );
    return Object.fromEntries(chosen.map((key) => [key, inputs[key]] as const));
}

/** The outputs in the state that the program cannot compute. */
export const outputsIn = (schema: ResourceSchema, state: Properties): Properties =>
    Object.fromEntries(Object.entries(state).filter(([key]) => key in schema.outputs.shape));

/** The failure for the engine when the update had changed something; undefined when it had not. */
export async function halfDone(
    handler: ResourceHandler<Properties>,
    update: Update,
    libvirt: Libvirt,
    cause: unknown,
): Promise<PartialFailure | undefined> {
    const { schema } = handler;
    const { id, oldInputs, state, news } = update;
    const both = plain(union(oldInputs, news));
    const seen = await handler.read(id, state, libvirt).catch(() => "unseen" as const);
    if (seen === undefined) return undefined;
    // The host does not answer, so both old and new values may be there.
    if (seen === "unseen") return new PartialFailure(id, { ...state, ...both }, cause);
    const chosen = stillChosen(schema, plain(oldInputs), state, seen);
    const found = asDeclared(schema.effects, both, { ...seen.inputs, ...chosen });
    if (changesBetween(oldsOf(schema, update), found).length === 0) return undefined;
    return new PartialFailure(id, { ...found, ...seen.outputs }, cause);
}
