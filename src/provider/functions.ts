import { UserError } from "./errors";
import type { FunctionHandler } from "./function";
import { getDomain } from "./functions/getDomain";
import { getHost } from "./functions/getHost";
import { getNetwork } from "./functions/getNetwork";
import { getPool } from "./functions/getPool";
import { getVolume } from "./functions/getVolume";
import type { FunctionSchema } from "../schema/function";

/** Functions by token. */
const functions: Readonly<Record<string, FunctionHandler>> = Object.fromEntries(
    [
        erased(getHost),
        erased(getPool),
        erased(getVolume),
        erased(getNetwork),
        erased(getDomain),
    ].map((handler) => [handler.schema.token, handler]),
);

export function functionOf(token: string): FunctionHandler {
    const handler = functions[token];
    if (handler !== undefined) return handler;
    throw new UserError(
        /^libvirt:index\/\w+:\w+$/.test(token)
            ? `"${token}" is a function of Pulumi's archived libvirt provider, which this one is not.`
            : `There is no function "${token}".`,
        `Call one of ${Object.keys(functions).join(", ")}.`,
    );
}

/** The one place where a function's argument type is given up: what reaches it has passed its own schema's check. */
function erased<S extends FunctionSchema>(handler: FunctionHandler<S>): FunctionHandler {
    return { ...handler, call: (args, libvirt) => handler.call(args as never, libvirt) };
}
