import { connect } from "node:net";

/** A guest on the same host answers within milliseconds, or never if a filter drops the packets. */
const LIMIT_MILLISECONDS = 2000;

/** Tries to connect. Resolves to "open", or to a phrase that follows the port: "refuses the connection". */
export function tryPort(address: string, port: number, signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
        const socket = connect({ host: address, port });
        const end = (settle: () => void) => () => {
            signal.removeEventListener("abort", cutOff);
            socket.destroy();
            settle();
        };
        const cutOff = end(() => reject(signal.reason));
        signal.addEventListener("abort", cutOff);
        socket.setTimeout(
            LIMIT_MILLISECONDS,
            end(() => resolve("does not answer")),
        );
        socket.once(
            "connect",
            end(() => resolve("open")),
        );
        socket.once("error", (error: NodeJS.ErrnoException) => {
            const refused = error.code === "ECONNREFUSED";
            end(() => resolve(refused ? "refuses the connection" : "cannot be reached"))();
        });
        if (signal.aborted) cutOff();
    });
}
