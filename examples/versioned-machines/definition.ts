import type { LabMachineArgs, LabNetworkArgs } from "xplab";

export const image = "images/xp-sp3.qcow2";

export const networks: Record<string, LabNetworkArgs> = {
    lan: { reach: "dhcp" },
};

export const machines: Record<string, LabMachineArgs> = {
    patient: { memoryMiB: 256 },
};
