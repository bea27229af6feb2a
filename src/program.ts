import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { GoldenImage } from "./components/image/goldenImage";
import { ownPool } from "./components/args/hostNames";
import { Lab } from "./components/lab/lab";
import { readConfiguration } from "./configuration/readConfiguration";
import { DEFAULT_URI } from "./schema/provider";

/** The ready-made lab: stack configuration in, machines out. */
const config = readConfiguration();
const name = pulumi.getProject();

// Explicit, because a default provider's id, from which all UUIDs are drawn, changes with the SDK's version.
const provider = new libvirt.Provider("libvirt", config.provider);
const options = { provider };

const pool = config.pool ?? ownPool(name, options).name;

const image =
    "volume" in config.image
        ? config.image.volume
        : new GoldenImage(
              `${name}-image`,
              { source: config.image.file, pool, sha256: config.imageSha256 },
              { providers: [provider] },
          ).volume;

const { provider: _provider, image: _image, imageSha256: _sha256, ...settings } = config;
const lab = new Lab(name, { ...settings, image, pool }, { providers: [provider] });

export const machines = lab.machines;
export const uri = config.provider.uri ?? DEFAULT_URI;
