import type { Waiting } from "../../libvirt/refreshPool";
import type { CallContext } from "./resource";

/** How a call waits: as long as it may last, and telling in its resource's row for what. */
export const waitingIn = ({ signal, log }: Pick<CallContext, "signal" | "log">): Waiting => ({
    signal,
    say: (text) => log("status", text),
});
