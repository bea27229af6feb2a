import type { Waiting } from "../../libvirt/refreshPool";
import type { CallContext } from "./resource";

/** Waits until the call is aborted, and shows in the resource's row what for. */
export const waitingIn = ({ signal, log }: Pick<CallContext, "signal" | "log">): Waiting => ({
    signal,
    say: (text) => log("status", text),
});
