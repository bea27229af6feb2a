import { Domain } from "./domain/domain";
import { DomainSaveImage } from "./domainSaveImage/domainSaveImage";
import { InstalledVolume } from "./installedVolume";
import { Network } from "./network/network";
import { NetworkFilter } from "./network/networkFilter";
import { Pool } from "./pool";
import { Secret } from "./secret";
import { Volume } from "./volume/volume";

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
