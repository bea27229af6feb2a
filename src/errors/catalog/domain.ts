import { defineFinding } from "../core/finding";
import { shellWord } from "../core/shellWord";
import { defineError } from "../core/userError";

export const cannotStart = defineError<{ name: string; reason: string }>({
    code: "cannot-start",
    title: "libvirt could not start a guest",
    what: ({ name, reason }) => `Domain "${name}" could not start: ${reason}.`,
    remedy: "Fix the cause and run again.",
    example: {
        name: "lab-dev-patient-1",
        reason: "internal error: process exited while connecting to monitor",
    },
});

export const logProbed = defineError<{ file: string; pool: string; instead: string }>({
    code: "log-probed",
    title: "A log would be in a folder that libvirt searches for images",
    what: ({ file, pool }) =>
        `The log "${file}" would be in the folder of pool "${pool}", where libvirt probes the start of every file for an image header: a guest that prints one hangs the host's libvirtd.`,
    remedy: ({ instead }) => `Put it in a subfolder, such as "${instead}".`,
    example: {
        file: "/srv/lab/xp-com1.log",
        pool: "lab",
        instead: "/srv/lab/logs/xp-com1.log",
    },
});

export const diskBusy = defineError<{ domain: string; disk: string; file: string }>({
    code: "disk-busy",
    title: "Another program is copying a disk of a guest",
    what: ({ domain, disk, file }) =>
        `Disk ${disk} of domain "${domain}" is being copied to "${file}" by another program.`,
    remedy: ({ domain, disk }) =>
        `Wait for the copy to finish, or stop it with "virsh blockjob ${shellWord(domain)} ${disk} --abort", then run again.`,
    example: { domain: "lab-dev-xp", disk: "hdb", file: "/backup/xp-hdb.qcow2" },
});

export const diskNotCopied = defineError<{ domain: string; disk: string; file: string }>({
    code: "disk-not-copied",
    title: "A disk of a guest could not be copied",
    what: ({ domain, disk, file }) =>
        `Disk ${disk} of domain "${domain}" could not be copied to "${file}". The guest still uses the original.`,
    remedy: "Make room in the pool if it is full, and run again. QEMU's log in /var/log/libvirt/qemu on the host has details.",
    example: { domain: "lab-dev-xp", disk: "hdb", file: "/srv/lab/lab-xp-results-0a1b2c3d" },
});

export const diskProbed = defineError<{
    path: string;
    file: string;
    pool: string;
    remedy: string;
}>({
    code: "disk-probed",
    title: "A guest would write a raw image in a folder that libvirt searches for images",
    what: ({ path, file, pool }) =>
        `${path} is the raw image "${file}" in the folder of pool "${pool}", where libvirt probes the start of every file for an image header: a guest that writes one hangs the host's libvirtd.`,
    remedy: ({ remedy }) => remedy,
    example: {
        path: "disks.hdb",
        file: "/srv/lab/data.img",
        pool: "lab",
        remedy: 'Set format "qcow2" for it and its Volume.',
    },
});

export const domainSaved = defineError<{ name: string; target: string }>({
    code: "domain-saved",
    title: "A disk would change under a guest's saved memory",
    what: ({ name, target }) =>
        `Domain "${name}" is off with its memory saved, so disk ${target} must not change.`,
    remedy: ({ name }) =>
        `Run "virsh start ${shellWord(name)}", or "virsh managedsave-remove ${shellWord(name)}" to discard its memory, then run again.`,
    example: { name: "lab-dev-patient-1", target: "hdb" },
});

export const domainRefused = defineError<{ name: string; reason: string }>({
    code: "domain-refused",
    title: "libvirt rejected the definition of a domain",
    what: ({ name, reason }) => `libvirt rejected domain "${name}": ${reason}.`,
    remedy: "Change the field that the message names and run again.",
    example: {
        name: "lab-dev-patient-1",
        reason: "Cannot check QEMU binary /usr/bin/no-such-qemu: No such file or directory",
    },
});

export const noAccelerator = defineError<{ reasons: readonly string[] }>({
    code: "no-accelerator",
    title: "The host can run guests neither with KVM nor under emulation",
    what: ({ reasons }) => `No guest can run on the host: ${reasons.join("; ")}.`,
    remedy: "Fix QEMU on the host and run again.",
    example: {
        reasons: ["The kvm probe did not end on its own", "The qemu probe did not end on its own"],
    },
});

export const targetNotOfBus = defineFinding<{ prefix: string; bus: string }>({
    code: "target-not-of-bus",
    title: "A drive's target belongs to another bus",
    says: ({ prefix, bus }) => `must begin with "${prefix}" on bus "${bus}"`,
    remedy: "Rename the target, or set bus to the one that it belongs to.",
    example: { path: ["disks", "vda"], facts: { prefix: "hd", bus: "ide" } },
});

export const noSuchDrive = defineFinding<{ targets: string; why: string }>({
    code: "no-such-drive",
    title: "The bus has no such drive",
    says: ({ targets, why }) => `must be ${targets}: ${why}`,
    remedy: "Use one of the targets that the message names, or another bus.",
    example: {
        path: ["disks", "hde"],
        facts: { targets: "hda, hdb, hdc or hdd", why: "the board has no more IDE drives" },
    },
});

export const targetUsedTwice = defineFinding({
    code: "target-used-twice",
    title: "A CD drive and a disk have the same target",
    says: "must not also be the target of a disk",
    remedy: "Give one of them another target.",
    example: { path: ["cdroms", "hda"], facts: undefined },
});

export const busIsWritable = defineFinding<{ bus: string }>({
    code: "bus-is-writable",
    title: "A disk on this bus cannot be read-only",
    says: ({ bus }) => `must be false on bus "${bus}": its disks cannot be read-only`,
    remedy: 'Remove readOnly, or set bus to "scsi" or "virtio".',
    example: { path: ["disks", "hda", "readOnly"], facts: { bus: "ide" } },
});

export const slotWithoutVirtio = defineFinding({
    code: "slot-without-virtio",
    title: "A disk that is not a PCI device has a PCI slot",
    says: 'must be absent unless bus is "virtio"',
    remedy: "Remove pciSlot.",
    example: { path: ["disks", "hda", "pciSlot"], facts: undefined },
});

export const iothreadWithoutVirtio = defineFinding({
    code: "iothread-without-virtio",
    title: "A disk that is not a virtio device has an I/O thread",
    says: 'must be absent unless bus is "virtio"',
    remedy: "Remove iothread.",
    example: { path: ["disks", "hda", "iothread"], facts: undefined },
});

export const noSuchIothread = defineFinding<{ iothreads: number }>({
    code: "no-such-iothread",
    title: "A disk uses an I/O thread that the domain does not have",
    says: ({ iothreads }) =>
        iothreads === 0
            ? "must be absent: the domain has no iothreads"
            : `must be ${iothreads} or less: the domain has no more iothreads`,
    remedy: "Raise the domain's iothreads, or use another thread.",
    example: { path: ["disks", "vda", "iothread"], facts: { iothreads: 1 } },
});

export const slotUsedTwice = defineFinding({
    code: "slot-used-twice",
    title: "Two devices have the same PCI slot",
    says: "must differ from the slots of the domain's other devices",
    remedy: "Change one of the slots, or remove it to get a free one.",
    example: { path: ["interfaces", "wan", "pciSlot"], facts: undefined },
});

export const noFreeSlot = defineFinding({
    code: "no-free-slot",
    title: "The board has no free PCI slot",
    says: "must be one of 3 to 27, which are all in use",
    remedy: 'Remove a device, or put disks on bus "ide", "sata" or "scsi".',
    example: { path: ["interfaces", "wan", "pciSlot"], facts: undefined },
});

export const macUsedTwice = defineFinding({
    code: "mac-used-twice",
    title: "Two interfaces of a domain have the same MAC address",
    says: "must differ from the addresses of the domain's other interfaces",
    remedy: "Change the address of one of them, or remove it to have one generated.",
    example: { path: ["interfaces", "wan", "mac"], facts: undefined },
});

export const parametersWithoutFilter = defineFinding({
    code: "parameters-without-filter",
    title: "An interface has filter parameters but no filter",
    says: "must be absent without filter",
    remedy: "Set filter, or remove filterParameters.",
    example: { path: ["interfaces", "lan", "filterParameters"], facts: undefined },
});

export const listenAndSocket = defineFinding({
    code: "listen-and-socket",
    title: "The screen has both an address and a socket",
    says: "must be absent when listen is set",
    remedy: "Remove listen or socket.",
    example: { path: ["graphics", "socket"], facts: undefined },
});

/** The text must not quote the password. */
export const vncPasswordTooLong = defineFinding({
    code: "vnc-password-too-long",
    title: "A VNC password is longer than the 8 bytes that VNC uses",
    says: "must be at most 8 bytes for VNC",
    remedy: 'Set a shorter password, or graphics.type to "spice".',
    example: { path: ["graphics", "password"], facts: undefined },
});

/** The UUID is derived from the first name: taking over the renamed domain would give this one a foreign disk. */
export const generatedNameTaken = defineError<{ name: string; there: string; uuid: string }>({
    code: "birth-name-taken",
    title: "A renamed domain still has the UUID of its first name",
    what: ({ name, there, uuid }) =>
        `Domain "${name}" would get the UUID ${uuid}, which domain "${there}" kept when it was renamed in the program.`,
    remedy: "Give the new domain a name that was never used, or a uuid of its own.",
    example: {
        name: "lab-dev-patient",
        there: "lab-dev-sick",
        uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
    },
});
