import { messageOf } from "./errors";
import type { CallContext } from "./resource";

/** Undoes the steps of a create, the last one first; a step that fails is reported, and the others still run. */
export async function rollBack(
    undo: readonly (() => Promise<unknown>)[],
    log: CallContext["log"],
): Promise<void> {
    for (const step of [...undo].reverse()) {
        try {
            await step();
        } catch (error) {
            log("warning", `Not undone: ${messageOf(error)}`);
        }
    }
}
