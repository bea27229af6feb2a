import * as pulumi from "@pulumi/pulumi";
import { GoldenImage, Lab } from "xplab";
import * as libvirt from "xplab/libvirt";

const config = new pulumi.Config();
const providers = [new libvirt.Provider("libvirt", { uri: "qemu:///system" })];

const xp = new GoldenImage("ci-xp", { source: config.require("image") }, { providers });

const lab = new Lab(
    "ci",
    {
        image: xp.volume,
        networks: { dark: { reach: "nothing" } },
        machines: {
            builder: {
                media: { folder: "job" }, // D: in the guest, which runs D:\run.cmd
                results: { folder: "results" }, // E: in the guest, read when it is off
            },
        },
    },
    { providers },
);

export const machines = lab.machines;
