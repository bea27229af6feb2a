import type { Libvirt } from "../libvirt";
import type { ResourceSchema } from "../schema/resource";
import type { Failure } from "../schema/failures";
import type { Properties } from "./wire";

/** What Check knows of a resource beyond its inputs. */
export interface BirthContext {
    readonly urn: string;
    /** The resource's logical name. */
    readonly name: string;
    /** Undefined in the first preview, when the provider resource has no id yet. */
    readonly owner: string | undefined;
    /** The inputs of the state; empty for a new resource. */
    readonly olds: Properties;
}

export interface Born {
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

/** One kind of resource. `I` are its checked and filled-in inputs. */
export interface ResourceHandler<I> {
    readonly schema: ResourceSchema;
    /** Whether a replacement makes the new object before the old one goes. */
    readonly createBeforeDelete: boolean;
    /** Chooses what the program left open and what is then kept for life. */
    birth(inputs: Properties, context: BirthContext): Promise<Born>;
    create(inputs: I, context: CreateContext): Promise<Created>;
    /** The outputs as they are on the host; undefined when the object is gone. */
    read(id: string, state: Properties, libvirt: Libvirt): Promise<Properties | undefined>;
    /** An object that is gone is deleted. */
    delete(id: string, state: Properties, context: CallContext): Promise<void>;
}
