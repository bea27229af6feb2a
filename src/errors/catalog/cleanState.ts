import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

const RETAKE = 'Run "pulumi refresh", then "pulumi up", to take it again.';

export const cleanStateMissing = defineError<{ domain: string }>({
    code: "clean-state-missing",
    title: "The machine to reset has no clean state",
    what: ({ domain }) => `Domain "${domain}" has no clean state to go back to.`,
    remedy: 'Set cleanState on its machine, or declare a DomainSaveImage of it, and run "pulumi up" while it runs.',
    example: { domain: "lab-dev-patient-1" },
});

export const cleanStateOtherQemu = defineError<{ domain: string; was: string; is: string }>({
    code: "clean-state-other-qemu",
    title: "A clean state was taken by another version of QEMU",
    what: ({ domain, was, is }) =>
        `The clean state of domain "${domain}" was written by QEMU ${was}, but the host has ${is}.`,
    remedy: RETAKE,
    example: { domain: "lab-dev-patient-1", was: "7.2.22", is: "8.0.2" },
});

export const cleanStateOtherHardware = defineError<{ domain: string }>({
    code: "clean-state-other-hardware",
    title: "The hardware differs from that of the clean state",
    what: ({ domain }) =>
        `The hardware of domain "${domain}" has changed since its clean state was taken.`,
    remedy: RETAKE,
    example: { domain: "lab-dev-patient-1" },
});

export const cleanStateChanged = defineError<{ domain: string; file: string; why: string }>({
    code: "clean-state-changed",
    title: "A file of a clean state has changed",
    what: ({ domain, file, why }) =>
        `The clean state of domain "${domain}" cannot be trusted: "${file}" ${why}.`,
    remedy:
        'Find out who wrote to it. Then run "pulumi refresh" and "pulumi up", which rewrite a memory file; ' +
        'to recreate a disk, run "pulumi up --replace" with its URN.',
    example: {
        domain: "lab-dev-patient-1",
        file: "/var/lib/libvirt/images/lab-dev/lab-patient-1-disk-0a1b2c3d",
        why: "has different content",
    },
});

export const cleanStateNotRestored = defineError<{ domain: string; reason: string }>({
    code: "clean-state-not-restored",
    title: "libvirt could not restore a guest's clean state",
    what: ({ domain, reason }) =>
        `Domain "${domain}" is off, because libvirt could not restore it: ${reason}.`,
    remedy: "Fix the cause, then reset it again.",
    example: { domain: "lab-dev-patient-1", reason: "network 'lab-dev-lan' is not active" },
});

export const cleanStateNotRunning = defineError<{ domain: string; state: string }>({
    code: "clean-state-not-running",
    title: "A clean state can be taken only of a running guest",
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
    remedy: "Fix the cause and run again.",
    example: { domain: "lab-dev-patient-1", reason: "No space left on device" },
});

export const cleanStateWithHostdev = defineError<{ domain: string; kind: string }>({
    code: "clean-state-with-hostdev",
    title: "A guest with a device of the host cannot have a clean state",
    what: ({ domain, kind }) =>
        `The clean state of domain "${domain}" cannot be taken: it has a ${kind} device of the host, which no reset can restore.`,
    remedy: "Remove the device from it, or remove the DomainSaveImage.",
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
        `Pool "${pool}" has ${freeMiB} MiB free, but the clean state may need ${neededMiB} MiB.`,
    remedy: "Make room there, or give the guest less memory.",
    example: { pool: "lab-dev", neededMiB: 320, freeMiB: 100 },
});

export const cleanDiskOutsidePool = defineError<{ domain: string; file: string }>({
    code: "clean-disk-outside-pool",
    title: "A clean state needs every disk in an active pool",
    what: ({ domain, file }) =>
        `The clean state of domain "${domain}" cannot be taken: its disk "${file}" is in no active pool.`,
    remedy: "Move the image into the folder of a pool, or start the pool that has it.",
    example: { domain: "lab-dev-patient-1", file: "/srv/old/xp.qcow2" },
});

export const cleanStateBelow = defineError<{ id: string; layer: string }>({
    code: "clean-state-below",
    title: "A volume that a clean state depends on cannot grow",
    what: ({ id, layer }) =>
        `Volume "${id}" is frozen by a clean state and cannot grow: "${layer}" is an overlay on it.`,
    remedy: 'Remove the DomainSaveImage with "pulumi up" while the guest runs, then grow the volume.',
    example: { id: "lab-dev/disk", layer: "lab-dev/disk.active" },
});

export const readyWhenTwice = defineFinding({
    code: "ready-when-twice",
    title: "readyWhen is set twice",
    says: "must be absent when the machine has readyWhen",
    remedy: "Keep one of the two.",
    example: { path: ["machines", "patient", "cleanState", "readyWhen"], facts: undefined },
});

export const cleanStateNeedsReady = defineFinding<{ reach: string }>({
    code: "clean-state-needs-ready",
    title: "A guest without DHCP needs a condition for its clean state",
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
    title: "A machine that keeps its disk cannot be reset",
    says: "must be absent when keepDisk is true: a reset discards what was written",
    remedy: "Remove keepDisk or cleanState.",
    example: { path: ["machines", "analyst", "cleanState"], facts: undefined },
});

export const cleanStateWithUsb = defineFinding({
    code: "clean-state-with-usb",
    title: "A machine with a USB device of its host cannot have a clean state",
    says: "must be absent when the machine has hostDevices.usb: no reset can restore the state of such a device",
    remedy: "Remove hostDevices.usb or cleanState.",
    example: { path: ["machines", "patient", "cleanState"], facts: undefined },
});

export const cleanStateWithResults = defineFinding({
    code: "clean-state-with-results",
    title: "A machine with a disk for results cannot have a clean state",
    says: "must be absent when the machine has results: a reset would discard them",
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
