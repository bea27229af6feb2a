import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { GoldenImage } from "./components/goldenImage";
import { ownPool } from "./components/hostNames";
import { checkLab, Lab, type LabArgs } from "./components/lab";
import { readConfiguration } from "./configuration";
import { DEFAULT_URI } from "./schema/provider";

/** The ready-made lab: stack configuration in, machines out. */
const config = readConfiguration();
const name = pulumi.getProject();

const settings: Omit<LabArgs, "image"> = {
    machines: config.machines,
    networks: config.networks,
    ...(config.screenPassword === undefined ? {} : { screenPassword: config.screenPassword }),
};

// Before the pool and the image are: what a lab refuses later has left them behind.
checkLab(name, { ...settings, image: pulumi.output("") });

// Explicit, because a default provider's id, from which all UUIDs are drawn, changes with the SDK's version.
const provider = new libvirt.Provider(
    "libvirt",
    config.uri === undefined ? {} : { uri: config.uri },
);
const options = { provider };

const pool = config.pool ?? ownPool(name, options).name;

const image =
    "volume" in config.image
        ? config.image.volume
        : new GoldenImage(
              `${name}-image`,
              {
                  source: config.image.file,
                  pool,
                  ...(config.imageSha256 === undefined ? {} : { sha256: config.imageSha256 }),
              },
              { providers: [provider] },
          ).volume;

const lab = new Lab(name, { ...settings, image, pool }, { providers: [provider] });

export const machines = lab.machines;
export const uri = config.uri ?? DEFAULT_URI;
