import * as pulumi from "@pulumi/pulumi";
import { GoldenImage, Lab } from "xplab";
import * as libvirt from "xplab/libvirt";

const config = new pulumi.Config();
const providers = [new libvirt.Provider("libvirt", { uri: "qemu:///system" })];

const xp = new GoldenImage("sandbox-xp", { source: config.require("image") }, { providers });

const lab = new Lab(
    "sandbox",
    {
        image: xp.volume,
        networks: {
            dark: { reach: "nothing" }, // no other guest, no host, no lease
        },
        machines: {
            patient: { media: { folder: "sample" } }, // D: in the guest
        },
    },
    { providers },
);

export const machines = lab.machines;
