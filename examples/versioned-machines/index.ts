import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { GoldenImage, Lab } from "xplab";
import * as libvirt from "xplab/libvirt";
import * as definition from "./definition";

const name = pulumi.getProject();
const providers = [new libvirt.Provider("libvirt", { uri: "qemu:///system" })];

const source = join(__dirname, definition.image);
const golden = new GoldenImage(`${name}-image`, { source }, { providers });

const { networks, machines } = definition;
const lab = new Lab(name, { image: golden.volume, networks, machines }, { providers });

export const output = lab.machines;
