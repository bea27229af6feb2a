import { GetDomain } from "./getDomain";
import { GetHost } from "./getHost";
import { GetNetwork } from "./getNetwork";
import { GetPool } from "./getPool";
import { GetVolume } from "./getVolume";

/** Every function of the provider. */
export const functions = [GetHost, GetPool, GetVolume, GetNetwork, GetDomain] as const;

export { GetDomain, GetHost, GetNetwork, GetPool, GetVolume };
