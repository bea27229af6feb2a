import { defineFinding } from "../core/finding";

export const hardLimitBelowMemory = defineFinding<{ memoryMiB: number }>({
    code: "hard-limit-below-memory",
    title: "A domain's memory limit is below its guest's memory",
    says: ({ memoryMiB }) =>
        `must be more than memoryMiB, ${memoryMiB}: the guest would be killed for using its own memory`,
    remedy: "Raise the limit, with room for QEMU itself.",
    example: { path: ["memtune", "hardLimitMiB"], facts: { memoryMiB: 512 } },
});

export const limitsEmpty = defineFinding({
    code: "limits-empty",
    title: "An object for limits is empty",
    says: "must set at least one limit",
    remedy: "Add a limit, or remove the object.",
    example: { path: ["disks", "hda", "iotune"], facts: undefined },
});

export const memoryLimitTooLow = defineFinding<{ least: number; memoryMiB: number }>({
    code: "memory-limit-too-low",
    title: "A machine's memory limit leaves no room for QEMU",
    says: ({ least, memoryMiB }) =>
        `must be ${least} or more for a machine with ${memoryMiB} MiB: QEMU needs memory too, and the kernel kills it above the limit`,
    remedy: "Raise the limit, or give the machine less memory.",
    example: {
        path: ["machines", "xp", "limits", "memoryMiB"],
        facts: { least: 1536, memoryMiB: 256 },
    },
});
