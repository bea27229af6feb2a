import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

const RETAKE = 'Run "pulumi refresh", then "pulumi up": it is taken again.';

export const cleanStateMissing = defineError<{ domain: string }>({
    code: "clean-state-missing",
    title: "A machine that is to be reset has no clean state",
    what: ({ domain }) => `Domain "${domain}" has no clean state to go back to.`,
    remedy: 'Declare a DomainSaveImage of it, and run "pulumi up" while it runs.',
    example: { domain: "lab-dev-patient-1" },
});

export const cleanStateOtherQemu = defineError<{ domain: string; was: string; is: string }>({
    code: "clean-state-other-qemu",
    title: "A clean state was taken by another version of QEMU",
    what: ({ domain, was, is }) =>
        `The clean state of domain "${domain}" was written by QEMU ${was}, and the host has ${is}.`,
    remedy: RETAKE,
    example: { domain: "lab-dev-patient-1", was: "7.2.22", is: "8.0.2" },
});

export const cleanStateOtherHardware = defineError<{ domain: string }>({
    code: "clean-state-other-hardware",
    title: "The hardware is another one than that of the clean state",
    what: ({ domain }) =>
        `Domain "${domain}" has other hardware than its clean state was taken with.`,
    remedy: RETAKE,
    example: { domain: "lab-dev-patient-1" },
});

export const cleanStateChanged = defineError<{ domain: string; file: string; why: string }>({
    code: "clean-state-changed",
    title: "A file of a clean state has changed",
    what: ({ domain, file, why }) =>
        `The clean state of domain "${domain}" cannot be trusted: "${file}" ${why}.`,
    remedy:
        'Find out who wrote it. Then run "pulumi refresh" and "pulumi up": a memory file is written anew; a disk is made anew with ' +
        '"pulumi up --replace" and its URN.',
    example: {
        domain: "lab-dev-patient-1",
        file: "/var/lib/libvirt/images/lab-dev/lab-patient-1-disk-0a1b2c3d",
        why: "has different content",
    },
});

export const cleanStateNotRestored = defineError<{ domain: string; reason: string }>({
    code: "clean-state-not-restored",
    title: "libvirt could not bring a guest back to its clean state",
    what: ({ domain, reason }) =>
        `Domain "${domain}" is off, and libvirt could not restore it: ${reason}.`,
    remedy: "Mend the cause, then reset it again.",
    example: { domain: "lab-dev-patient-1", reason: "network 'lab-dev-lan' is not active" },
});

export const cleanStateNotRunning = defineError<{ domain: string; state: string }>({
    code: "clean-state-not-running",
    title: "The clean state of a guest is to be taken that does not run",
    what: ({ domain, state }) =>
        `The clean state of domain "${domain}" cannot be taken, because it is ${state}.`,
    remedy: 'Start or resume it, then run "pulumi up" again.',
    example: { domain: "lab-dev-patient-1", state: "paused" },
});

export const cleanStateNotTaken = defineError<{ domain: string; reason: string }>({
    code: "clean-state-not-taken",
    title: "libvirt could not save a guest's memory",
    what: ({ domain, reason }) =>
        `The clean state of domain "${domain}" could not be taken: ${reason}.`,
    remedy: "Mend the cause and run again.",
    example: { domain: "lab-dev-patient-1", reason: "No space left on device" },
});

export const cleanStateWithHostdev = defineError<{ domain: string; kind: string }>({
    code: "clean-state-with-hostdev",
    title: "A guest that has a device of the host is to get a clean state",
    what: ({ domain, kind }) =>
        `The clean state of domain "${domain}" cannot be taken: it has a ${kind} device of the host, which no reset brings back.`,
    remedy: "Take the device away from it, or the DomainSaveImage.",
    example: { domain: "lab-dev-analyst", kind: "USB" },
});

export const cleanStateNoSpace = defineError<{
    pool: string;
    neededMiB: number;
    freeMiB: number;
}>({
    code: "clean-state-no-space",
    title: "A pool has no room for a clean state",
    what: ({ pool, neededMiB, freeMiB }) =>
        `Pool "${pool}" has ${freeMiB} MiB free, and the clean state may need ${neededMiB} MiB.`,
    remedy: "Make room there, or give the guest less memory.",
    example: { pool: "lab-dev", neededMiB: 320, freeMiB: 100 },
});

export const cleanDiskOutsidePool = defineError<{ domain: string; file: string }>({
    code: "clean-disk-outside-pool",
    title: "A disk of a guest that gets a clean state lies in no active pool",
    what: ({ domain, file }) =>
        `The clean state of domain "${domain}" cannot be taken: its disk "${file}" is in no active pool.`,
    remedy: "Move the image into the folder of a pool, or start the pool that it is in.",
    example: { domain: "lab-dev-patient-1", file: "/srv/old/xp.qcow2" },
});

export const cleanStateBelow = defineError<{ id: string; layer: string }>({
    code: "clean-state-below",
    title: "A volume is to grow that a clean state needs as it is",
    what: ({ id, layer }) =>
        `Volume "${id}" is frozen by a clean state and cannot grow: "${layer}" stands on it.`,
    remedy: 'Take the DomainSaveImage away with "pulumi up" while the guest runs, then grow the volume.',
    example: { id: "lab-dev/disk", layer: "lab-dev/disk.active" },
});

export const readyWhenTwice = defineFinding({
    code: "ready-when-twice",
    title: "What a machine is waited for is said twice",
    says: "must be absent where the machine has readyWhen",
    remedy: "Say it in one of the two places.",
    example: { path: ["machines", "patient", "cleanState", "readyWhen"], facts: undefined },
});

export const cleanStateNeedsReady = defineFinding<{ reach: string }>({
    code: "clean-state-needs-ready",
    title: "Nothing says when a guest without DHCP is ready for its clean state",
    says: ({ reach }) =>
        `is required on a network with reach "${reach}", where libvirt leases no addresses`,
    remedy: "Set serialText to what the guest prints on COM1 when it is ready.",
    example: {
        path: ["machines", "patient", "cleanState", "readyWhen"],
        facts: { reach: "nothing" },
    },
});

export const cleanStateOfKeptDisk = defineFinding({
    code: "clean-state-of-kept-disk",
    title: "A machine is to keep its disk and to be reset",
    says: "must be absent where keepDisk is true: a reset throws away what was written",
    remedy: "Remove keepDisk or cleanState.",
    example: { path: ["machines", "analyst", "cleanState"], facts: undefined },
});

export const cleanStateWithUsb = defineFinding({
    code: "clean-state-with-usb",
    title: "A machine with a clean state has a USB device of its host",
    says: "must be absent where the machine has hostDevices.usb: no reset brings back what such a device has become",
    remedy: "Remove hostDevices.usb or cleanState.",
    example: { path: ["machines", "patient", "cleanState"], facts: undefined },
});

export const cleanStateWithResults = defineFinding({
    code: "clean-state-with-results",
    title: "A machine with a clean state has a disk for results",
    says: "must be absent where the machine has results: a reset would throw them away",
    remedy: "Remove results or cleanState.",
    example: { path: ["machines", "patient", "cleanState"], facts: undefined },
});

export const diskCopyStalled = defineError<{
    domain: string;
    disk: string;
    file: string;
    seconds: number;
}>({
    code: "disk-copy-stalled",
    title: "The copy of a disk makes no progress",
    what: ({ domain, disk, file, seconds }) =>
        `The copy of disk ${disk} of domain "${domain}" to "${file}" has made no progress for ${seconds} s.`,
    remedy: "Check the load on the host's storage and what the guest writes to that disk, then run again.",
    example: {
        domain: "lab-dev-patient-1",
        disk: "hda",
        file: "/var/lib/libvirt/images/lab-dev/lab-patient-1-disk-0a1b2c3d",
        seconds: 600,
    },
});
