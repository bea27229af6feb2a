import { archivedResource, noSuchResource } from "../../errors";
import type { ResourceHandler } from "../lifecycle/resource";
import { domain } from "../domain/domain";
import { domainSaveImage } from "../cleanState/domainSaveImage";
import { installedVolume } from "../install/installedVolume";
import { network } from "../network/network";
import { networkFilter } from "../network/networkFilter";
import { pool } from "../storage/pool";
import { secret } from "../storage/secret";
import { volume } from "../volume/volume";
import { parseUrn, type Properties } from "../lifecycle/wire";

/** Resources by token. */
export const handlers: Readonly<Record<string, ResourceHandler<Properties>>> = Object.fromEntries(
    [
        erased(pool),
        erased(secret),
        erased(volume),
        erased(installedVolume),
        erased(networkFilter),
        erased(network),
        erased(domain),
        erased(domainSaveImage),
    ].map((handler) => [handler.schema.token, handler]),
);

export function handlerOf(urn: string): ResourceHandler<Properties> {
    const { type } = parseUrn(urn);
    const handler = handlers[type];
    if (handler !== undefined) return handler;
    const [, modern] = /^libvirt:index\/\w+:(\w+)$/.exec(type) ?? [];
    throw modern === undefined
        ? noSuchResource({ type, known: Object.keys(handlers) })
        : archivedResource({ type, resource: modern });
}

/** Gives up a handler's input type, here only: its inputs have passed its own schema. */
function erased<I>(handler: ResourceHandler<I>): ResourceHandler<Properties> {
    return {
        ...handler,
        create: (inputs, context) => handler.create(inputs as I, context),
        update: (id, olds, news, context) => handler.update(id, olds as I, news as I, context),
    };
}
