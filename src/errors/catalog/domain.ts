import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

export const cannotStart = defineError<{ name: string; reason: string }>({
    code: "cannot-start",
    title: "libvirt could not start a guest",
    what: ({ name, reason }) => `Domain "${name}" could not start: ${reason}.`,
    remedy: "Mend the cause and run again.",
    example: {
        name: "lab-dev-patient-1",
        reason: "internal error: process exited while connecting to monitor",
    },
});

export const logProbed = defineError<{ file: string; pool: string; instead: string }>({
    code: "log-probed",
    title: "A log would lie where libvirt looks into files",
    what: ({ file, pool }) =>
        `The log "${file}" would lie in the folder of pool "${pool}", where libvirt takes the first bytes of a file for the header of an image: a guest that prints such a header hangs the host's libvirtd.`,
    remedy: ({ instead }) => `Give it a folder below the pool's, such as "${instead}".`,
    example: {
        file: "/srv/lab/xp-com1.log",
        pool: "lab",
        instead: "/srv/lab/logs/xp-com1.log",
    },
});

export const diskBusy = defineError<{ domain: string; disk: string; file: string }>({
    code: "disk-busy",
    title: "Somebody else copies a disk of a guest",
    what: ({ domain, disk, file }) =>
        `Somebody else is copying disk ${disk} of domain "${domain}" to "${file}".`,
    remedy: "Wait until that is done, or end it with virsh blockjob --abort, and run again.",
    example: { domain: "lab-dev-xp", disk: "hdb", file: "/backup/xp-hdb.qcow2" },
});

export const diskNotCopied = defineError<{ domain: string; disk: string; file: string }>({
    code: "disk-not-copied",
    title: "A disk of a guest could not be copied",
    what: ({ domain, disk, file }) =>
        `Disk ${disk} of domain "${domain}" could not be copied to "${file}". The guest has it as it was.`,
    remedy: "Make room in the pool if its disk is full, and run again. The log of QEMU on the host, /var/log/libvirt/qemu, says more.",
    example: { domain: "lab-dev-xp", disk: "hdb", file: "/srv/lab/lab-xp-results-0a1b2c3d" },
});

export const diskProbed = defineError<{
    path: string;
    file: string;
    pool: string;
    remedy: string;
}>({
    code: "disk-probed",
    title: "A guest would write a raw image where libvirt looks into files",
    what: ({ path, file, pool }) =>
        `${path} is the raw image "${file}" in the folder of pool "${pool}", where libvirt takes the first bytes of a file for the header of an image: a guest that writes such a header hangs the host's libvirtd.`,
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
    title: "A machine is off with its memory saved, and a disk of it would change",
    what: ({ name, target }) =>
        `Domain "${name}" is off with its memory saved, which goes on with the disk ${target} as it is.`,
    remedy: ({ name }) =>
        `Run "virsh start ${name}", or "virsh managedsave-remove ${name}" to drop its memory, then run again.`,
    example: { name: "lab-dev-patient-1", target: "hdb" },
});

export const domainRefused = defineError<{ name: string; reason: string }>({
    code: "domain-refused",
    title: "libvirt refuses the definition of a domain",
    what: ({ name, reason }) => `libvirt refuses domain "${name}": ${reason}.`,
    remedy: "Change the field that it speaks of and run again.",
    example: {
        name: "lab-dev-patient-1",
        reason: "Cannot check QEMU binary /usr/bin/no-such-qemu: No such file or directory",
    },
});

export const noAccelerator = defineError<{ reasons: readonly string[] }>({
    code: "no-accelerator",
    title: "Neither KVM nor emulation runs a guest on the host",
    what: ({ reasons }) => `No guest can run on the host: ${reasons.join("; ")}.`,
    remedy: "Mend QEMU there and run again.",
    example: { reasons: ["The kvm probe did not end by itself", "The qemu probe did not either"] },
});

export const targetNotOfBus = defineFinding<{ prefix: string; bus: string }>({
    code: "target-not-of-bus",
    title: "A drive's target belongs to another bus",
    says: ({ prefix, bus }) => `must begin with "${prefix}" on bus "${bus}"`,
    remedy: "Rename the target, or set the bus that it belongs to.",
    example: { path: ["disks", "vda"], facts: { prefix: "hd", bus: "ide" } },
});

export const noSuchDrive = defineFinding<{ targets: string; why: string }>({
    code: "no-such-drive",
    title: "The bus has no such drive",
    says: ({ targets, why }) => `must be ${targets}: ${why}`,
    remedy: "Use one of the targets that the text names, or another bus.",
    example: {
        path: ["disks", "hde"],
        facts: { targets: "hda, hdb, hdc or hdd", why: "the board has no more IDE drives" },
    },
});

export const targetUsedTwice = defineFinding({
    code: "target-used-twice",
    title: "A CD drive and a disk have the same target",
    says: "must not be a disk's target too",
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
    title: "A disk has a PCI slot and is no PCI device",
    says: 'must be absent unless bus is "virtio"',
    remedy: "Remove pciSlot.",
    example: { path: ["disks", "hda", "pciSlot"], facts: undefined },
});

export const iothreadWithoutVirtio = defineFinding({
    code: "iothread-without-virtio",
    title: "A disk has an I/O thread and no virtio device that one could serve",
    says: 'must be absent unless bus is "virtio"',
    remedy: "Remove iothread.",
    example: { path: ["disks", "hda", "iothread"], facts: undefined },
});

export const noSuchIothread = defineFinding<{ iothreads: number }>({
    code: "no-such-iothread",
    title: "A disk has an I/O thread that the domain does not have",
    says: ({ iothreads }) =>
        iothreads === 0
            ? "must be absent: the domain has no iothreads"
            : `must be ${iothreads} or less: the domain has no more iothreads`,
    remedy: "Set iothreads of the domain to as many.",
    example: { path: ["disks", "vda", "iothread"], facts: { iothreads: 1 } },
});

export const slotUsedTwice = defineFinding({
    code: "slot-used-twice",
    title: "Two devices have the same PCI slot",
    says: "must differ from that of the domain's other devices",
    remedy: "Give one of them another slot, or none: a free one is then chosen.",
    example: { path: ["interfaces", "wan", "pciSlot"], facts: undefined },
});

export const noFreeSlot = defineFinding({
    code: "no-free-slot",
    title: "The board has no PCI slot left for a device",
    says: "must be one of 3 to 27, and other devices have them all",
    remedy: 'Remove a device, or put disks on bus "ide", "sata" or "scsi".',
    example: { path: ["interfaces", "wan", "pciSlot"], facts: undefined },
});

export const macUsedTwice = defineFinding({
    code: "mac-used-twice",
    title: "Two interfaces of a domain have the same MAC address",
    says: "must differ from that of the domain's other interfaces",
    remedy: "Give one of them another address, or none: one is then drawn.",
    example: { path: ["interfaces", "wan", "mac"], facts: undefined },
});

export const parametersWithoutFilter = defineFinding({
    code: "parameters-without-filter",
    title: "An interface has parameters of a filter and no filter",
    says: "must be absent without filter",
    remedy: "Set filter, or remove filterParameters.",
    example: { path: ["interfaces", "lan", "filterParameters"], facts: undefined },
});

export const listenAndSocket = defineFinding({
    code: "listen-and-socket",
    title: "The screen is to listen on an address and on a socket",
    says: "must be absent when listen is set",
    remedy: "Remove listen or socket.",
    example: { path: ["graphics", "socket"], facts: undefined },
});

/** The password is secret: nothing of it is told. */
export const vncPasswordTooLong = defineFinding({
    code: "vnc-password-too-long",
    title: "A VNC password has more than the 8 bytes that VNC looks at",
    says: "must be at most 8 bytes for VNC",
    remedy: 'Set a shorter password, or graphics.type to "spice".',
    example: { path: ["graphics", "password"], facts: undefined },
});

/** Its UUID follows from the name that another one was born with: taking that over would hand it a foreign disk. */
export const generatedNameTaken = defineError<{ name: string; there: string; uuid: string }>({
    code: "birth-name-taken",
    title: "A domain that was renamed has the identity that belongs to the name",
    what: ({ name, there, uuid }) =>
        `Domain "${name}" would get the UUID ${uuid}, which domain "${there}" keeps from the time when it had this name in the program.`,
    remedy: "Give the new one a name that none had before, or a uuid of its own.",
    example: {
        name: "lab-dev-patient",
        there: "lab-dev-sick",
        uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
    },
});
