import { Domain } from "./domain";
import { DomainSaveImage } from "./domainSaveImage";
import { InstalledVolume } from "./installedVolume";
import { Network } from "./network";
import { NetworkFilter } from "./networkFilter";
import { Pool } from "./pool";
import { Secret } from "./secret";
import { Volume } from "./volume";

/** Every resource of the provider. */
export const resources = [
    Pool,
    Secret,
    Volume,
    InstalledVolume,
    NetworkFilter,
    Network,
    Domain,
    DomainSaveImage,
] as const;

export { Domain, DomainSaveImage, InstalledVolume, Network, NetworkFilter, Pool, Secret, Volume };
