import type { Libvirt } from "../../libvirt";
import type { ResourceSchema } from "../../schema/core/resource";
import type { Failure } from "../../schema/core/failures";
import type { CostlyChange } from "./diff";
import type { Properties } from "./wire";

/** What Check knows about a resource besides its inputs. */
export interface DefaultsContext {
    readonly urn: string;
    /** The resource's logical name. */
    readonly name: string;
    /** Undefined in the first preview, when the provider resource has no id yet. */
    readonly owner: string | undefined;
    /** The inputs of the state; empty for a new resource. */
    readonly olds: Properties;
}

export interface WithDefaults {
    readonly inputs: Properties;
    readonly failures: readonly Failure[];
}

/** The context of a call that changes the host. */
export interface CallContext {
    readonly libvirt: Libvirt;
    readonly urn: string;
    /** Fires when the engine is gone or the user pressed Ctrl-C. */
    readonly signal: AbortSignal;
    /** Shows a line to the user; a status replaces the last one in the resource's row. */
    readonly log: (severity: "info" | "warning" | "status", message: string) => void;
}

export interface CreateContext extends CallContext {
    /** Whether the provider chose the name, so that nobody else can have it. */
    readonly nameIsOurs: boolean;
    /** Registers how to undo a step. Undo steps run in reverse order when the create fails or is aborted. */
    readonly undo: (step: () => Promise<unknown>) => void;
}

export interface Created {
    readonly id: string;
    readonly outputs: Properties;
}

/** An object as it is on the host. */
export interface Observed {
    /** The id for the state, also after an import by name. */
    readonly id: string;
    /** Every input that can be read from the host, declared or not. */
    readonly inputs: Properties;
    /** Values that the program cannot compute. */
    readonly outputs: Properties;
}

export interface UpdateContext extends CallContext {
    /** The outputs of the state. */
    readonly state: Properties;
    /** The changes to make; none when an earlier update was left unfinished. */
    readonly changes: readonly CostlyChange[];
}

/** One kind of resource; `I` is the type of its checked and filled-in inputs. */
export interface ResourceHandler<I> {
    readonly schema: ResourceSchema;
    /** Whether a replacement creates the new object before it deletes the old one. */
    readonly createBeforeDelete: boolean;
    /** Chooses the creation defaults. */
    creationDefaults(inputs: Properties, context: DefaultsContext): Promise<WithDefaults>;
    create(inputs: I, context: CreateContext): Promise<Created>;
    /** Undefined when the object is gone. With an empty state it is an import, and the id may be the object's name. */
    read(id: string, state: Properties, libvirt: Libvirt): Promise<Observed | undefined>;
    /** Changes only what differs between old and new inputs; returns the values that the program cannot compute. */
    update(id: string, olds: I, news: I, context: UpdateContext): Promise<Properties>;
    /** Succeeds when the object is already gone. */
    delete(id: string, state: Properties, context: CallContext): Promise<void>;
    /** Preview's text for changes. */
    readonly preview: ChangePreview;
    /** Refuses in preview what the create or update would refuse. */
    readonly preflight?: Preflight;
}

/**
 * Returns a check that reads the host in a preview and throws what the create, or an update with these changes, would throw;
 * undefined when none is needed. Some inputs may be unknown.
 */
export type Preflight = (
    inputs: Properties,
    changes?: readonly CostlyChange[],
) => ((libvirt: Libvirt) => Promise<void>) | undefined;

export interface Cost {
    /** For the resource's row. */
    readonly label: string;
    readonly description: string;
}

/** Preview's text for the changes of one kind of resource. */
export interface ChangePreview {
    /** What each effect does, as a clause after the names of the fields: "restarts the guest". */
    readonly texts: Partial<Readonly<Record<CostlyChange["effect"], string>>>;
    /** The cost of a change in the current state, where it differs from its effect. */
    readonly costOf?: (
        change: CostlyChange,
        news: Properties,
        state: Properties,
    ) => Cost | undefined;
    /** Outputs that are unknown until the changes are made. */
    readonly unknownAfter?: (changes: readonly CostlyChange[]) => readonly string[];
    /** The loss that a replacement causes, such as "discards 1.2 GiB"; undefined if none. */
    readonly loss?: (
        id: string,
        libvirt: Libvirt,
        changes: readonly CostlyChange[],
    ) => Promise<Cost | undefined>;
}
