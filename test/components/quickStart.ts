import * as pulumi from "@pulumi/pulumi";
import { GoldenImage, Lab } from "xplab";

const config = new pulumi.Config();

// Read-only and content-addressed: every machine is a thin overlay on it.
const xp = new GoldenImage("xp-sp3", {
    source: config.require("image"), // qcow2, vmdk, vdi, vhd or raw
    edition: "professional",
});

const lab = new Lab("lab", {
    image: xp.volume,
    networks: {
        detonation: { reach: "guests" }, // each other, nobody else
    },
    machines: {
        patient: { count: 3, network: "detonation" },
        analyst: { network: "detonation", memoryMiB: 512, keepDisk: true },
    },
    screenPassword: config.getSecret("screenPassword"),
});

export const machines = lab.machines; // patient-1 ... analyst: state, address, screen
