import { otherHost } from "../../errors";
import { ConnectError, parseUri } from "../../libvirt";
import { DEFAULT_URI, ProviderConfig } from "../../schema/provider";
import { failureOf, failuresOf, type Failure } from "../../schema/core/failures";
import { hasUnknown, isUnknown, type Properties } from "../lifecycle/wire";

/** Checks a provider's configuration; `olds` is the one in the state. */
export function configFailures(news: Properties, olds: Properties): Failure[] {
    const config = Object.fromEntries(Object.entries(news).filter(([key]) => !isEngines(key)));
    const shape = failuresOf(ProviderConfig, [], config, isUnknown);
    if (shape.length > 0 || isUnknown(config["uri"])) return shape;
    return uriFailures(uriOf(config), Object.keys(olds).length === 0 ? undefined : uriOf(olds));
}

/** Keys of the engine's own in a provider's configuration. */
const isEngines = (key: string) =>
    key.startsWith("__") || ["version", "pluginDownloadURL", "pluginChecksums"].includes(key);

export const uriOf = ({ uri }: Properties): string => (typeof uri === "string" ? uri : DEFAULT_URI);

function uriFailures(uri: string, old: string | undefined): Failure[] {
    try {
        const driver = driverOf(uri);
        if (old === undefined || hasUnknown(old) || driverOf(old) === driver) return [];
        return [failureOf(otherHost(["uri"], { uri: old }))];
    } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        const reason = `must be a URI that can be reached: ${error.message}`;
        return [{ property: "uri", reason }];
    }
}

/** The part of a URI that identifies the host; the socket is only a way to it. */
const driverOf = (uri: string) => parseUri(uri).driverUri;
