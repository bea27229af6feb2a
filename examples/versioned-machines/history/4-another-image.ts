import type { LabMachineArgs, LabNetworkArgs } from "xplab";

export const image = "images/xp-sp3-office.qcow2";

export const networks: Record<string, LabNetworkArgs> = {
    lan: { reach: "guests" },
};

export const machines: Record<string, LabMachineArgs> = {
    patient: { memoryMiB: 512 },
};
