import { archivedFunction, noSuchFunction } from "../../errors";
import type { FunctionHandler } from "./function";
import { getDomain } from "./getDomain";
import { getHost } from "./getHost";
import { getNetwork } from "./getNetwork";
import { getPool } from "./getPool";
import { getVolume } from "./getVolume";
import type { FunctionSchema } from "../../schema/core/function";

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
    const isArchived = /^libvirt:index\/\w+:\w+$/.test(token);
    throw (isArchived ? archivedFunction : noSuchFunction)({
        token,
        known: Object.keys(functions),
    });
}

/** Gives up a function's argument type, here only: its arguments have passed its own schema. */
function erased<S extends FunctionSchema>(handler: FunctionHandler<S>): FunctionHandler {
    return { ...handler, call: (args, libvirt) => handler.call(args as never, libvirt) };
}
