import type { Libvirt } from "../../libvirt";
import type { ResourceSchema } from "../../schema/core/resource";
import type { Failure } from "../../schema/core/failures";
import type { CostlyChange } from "./diff";
import type { Properties } from "./wire";

/** What Check knows of a resource beyond its inputs. */
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

/** What a changing call works with. */
export interface CallContext {
    readonly libvirt: Libvirt;
    readonly urn: string;
    /** Aborted when the engine is gone or the user pressed Ctrl-C. */
    readonly signal: AbortSignal;
    /** A line for the user; a status line replaces the last one in the resource's own row. */
    readonly log: (severity: "info" | "warning" | "status", message: string) => void;
}

export interface CreateContext extends CallContext {
    /** Whether the name was chosen here, so that nobody else can have it. */
    readonly nameIsOurs: boolean;
    /** Registers how to take back a step; run in reverse order when the create fails or is cut off. */
    readonly undo: (step: () => Promise<unknown>) => void;
}

export interface Created {
    readonly id: string;
    readonly outputs: Properties;
}

/** An object as it is on the host. */
export interface Observed {
    /** The id that the state keeps, also when it was imported by its name. */
    readonly id: string;
    /** All that the host can say of the inputs, declared or not. */
    readonly inputs: Properties;
    /** What the program cannot compute. */
    readonly outputs: Properties;
}

export interface UpdateContext extends CallContext {
    /** The outputs of the state. */
    readonly state: Properties;
    /** What is to be changed; nothing when an earlier update was left unfinished. */
    readonly changes: readonly CostlyChange[];
}

/** One kind of resource. `I` are its checked and filled-in inputs. */
export interface ResourceHandler<I> {
    readonly schema: ResourceSchema;
    /** Whether a replacement makes the new object before the old one goes. */
    readonly createBeforeDelete: boolean;
    /** Chooses what the program left open and what is then kept for life. */
    creationDefaults(inputs: Properties, context: DefaultsContext): Promise<WithDefaults>;
    create(inputs: I, context: CreateContext): Promise<Created>;
    /** Undefined when the object is gone. Without a state it is an import, whose id may be the object's name. */
    read(id: string, state: Properties, libvirt: Libvirt): Promise<Observed | undefined>;
    /** Changes what differs between old and new, and nothing else; gives what the program cannot compute. */
    update(id: string, olds: I, news: I, context: UpdateContext): Promise<Properties>;
    /** An object that is gone is deleted. */
    delete(id: string, state: Properties, context: CallContext): Promise<void>;
    /** What preview says of a change. */
    readonly preview: ChangePreview;
    /** What preview refuses already. */
    readonly preflight?: Preflight;
}

/**
 * The look at the host that tells in a preview of what the create, or an update with changes, would refuse; undefined when
 * none is needed. It only reads. What the inputs are is not known of all of them.
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

/** How a kind of resource tells what its changes will do. */
export interface ChangePreview {
    /** What an effect does, going on from the changed fields: "restarts the guest". */
    readonly texts: Partial<Readonly<Record<CostlyChange["effect"], string>>>;
    /** What a change costs as things stand, where that is not what its effect says. */
    readonly costOf?: (
        change: CostlyChange,
        news: Properties,
        state: Properties,
    ) => Cost | undefined;
    /** Outputs that nobody knows before the changes are done. */
    readonly unknownAfter?: (changes: readonly CostlyChange[]) => readonly string[];
    /** What is to be told of a replacement, such as that it discards 1.2 GiB; undefined when nothing. */
    readonly loss?: (
        id: string,
        libvirt: Libvirt,
        changes: readonly CostlyChange[],
    ) => Promise<Cost | undefined>;
}
