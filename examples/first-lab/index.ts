import * as pulumi from "@pulumi/pulumi";
import { GoldenImage, Lab } from "xplab";
import * as libvirt from "xplab/libvirt";

const config = new pulumi.Config();

// Explicit: all UUIDs are derived from its id, and a default provider's id changes with the SDK version.
const providers = [new libvirt.Provider("libvirt", { uri: "qemu:///system" })];

// Read-only and content-addressed: every machine is a thin overlay on it.
const source = config.require("image"); // qcow2, vmdk, vdi, vhd or raw
const xp = new GoldenImage("xp-sp3", { source, edition: "professional" }, { providers });

const lab = new Lab(
    "lab",
    {
        image: xp.volume,
        edition: xp.edition,
        networks: { detonation: { reach: "guests" } }, // each other, nobody else
        machines: {
            patient: { count: 2, network: "detonation" },
            analyst: { network: "detonation", memoryMiB: 512 },
        },
        screenPassword: config.getSecret("screenPassword"),
    },
    { providers },
);

export const machines = lab.machines; // patient-1, patient-2, analyst: state, address, screen
