import type { ResourceHandler } from "./resource";
import { domain } from "./resources/domain";
import { network } from "./resources/network";
import { networkFilter } from "./resources/networkFilter";
import { pool } from "./resources/pool";
import { volume } from "./resources/volume";
import type { Properties } from "./wire";

/** Resources by token. */
export const handlers: Readonly<Record<string, ResourceHandler<Properties>>> = Object.fromEntries(
    [erased(pool), erased(volume), erased(networkFilter), erased(network), erased(domain)].map(
        (handler) => [handler.schema.token, handler],
    ),
);

/** The one place where a handler's input type is given up: what reaches it has passed its own schema's check. */
function erased<I>(handler: ResourceHandler<I>): ResourceHandler<Properties> {
    return { ...handler, create: (inputs, context) => handler.create(inputs as I, context) };
}
