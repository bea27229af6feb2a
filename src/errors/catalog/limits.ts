import { defineFinding } from "../core/finding";

export const hardLimitBelowMemory = defineFinding<{ memoryMiB: number }>({
    code: "hard-limit-below-memory",
    title: "A domain may take less memory than its guest is given",
    says: ({ memoryMiB }) =>
        `must be more than memoryMiB, ${memoryMiB}: the guest would be killed for using what it has`,
    remedy: "Raise the limit, with room for QEMU itself.",
    example: { path: ["memtune", "hardLimitMiB"], facts: { memoryMiB: 512 } },
});

export const limitsEmpty = defineFinding({
    code: "limits-empty",
    title: "An object for limits holds none",
    says: "must hold a limit",
    remedy: "Write a limit, or remove the object.",
    example: { path: ["disks", "hda", "iotune"], facts: undefined },
});

export const memoryLimitTooLow = defineFinding<{ least: number; memoryMiB: number }>({
    code: "memory-limit-too-low",
    title: "A machine's memory limit leaves QEMU no room",
    says: ({ least, memoryMiB }) =>
        `must be ${least} or more for a machine of ${memoryMiB} MiB: QEMU needs memory too, and beyond the limit the kernel kills it`,
    remedy: "Raise the limit, or give the machine less memory.",
    example: {
        path: ["machines", "xp", "limits", "memoryMiB"],
        facts: { least: 1536, memoryMiB: 256 },
    },
});
