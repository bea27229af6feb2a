import { defineFinding } from "../core/finding";
import { shellWord } from "../core/shellWord";
import { defineError } from "../core/userError";

export const poolAbsent = defineError<{ name: string }>({
    code: "pool-absent",
    title: "The pool of a volume is not on the host",
    what: ({ name }) => `Pool "${name}" is not on the host.`,
    remedy: "Set pool to the name of one that is, or declare it with a Pool resource.",
    example: { name: "images" },
});

export const poolInactive = defineError<{ pool: string; id: string }>({
    code: "pool-inactive",
    title: "The pool of a volume is not active",
    what: ({ pool, id }) =>
        `Pool "${pool}" is not active, so nothing can be said of volume "${id}".`,
    remedy: ({ pool }) => `Run "virsh pool-start ${pool}" on the host, then run again.`,
    example: { pool: "images", id: "images/xp-sp3" },
});

export const poolInUse = defineError<{ name: string; volumes: readonly string[] }>({
    code: "pool-in-use",
    title: "A pool that is to be deleted holds volumes",
    what: ({ name, volumes }) =>
        `Pool "${name}" still holds ${volumes.map((volume) => `"${volume}"`).join(", ")}.`,
    remedy: "Delete or move what is in it, then delete the pool.",
    example: { name: "lab-dev", volumes: ["notes.txt"] },
});

export const poolProbes = defineError<{
    name: string;
    folder: string;
    machine: string;
    files: readonly string[];
}>({
    code: "pool-probes",
    title: "A pool's folder holds files that a guest writes",
    what: ({ name, folder, machine, files }) =>
        `Pool "${name}" would have libvirt look into every file of "${folder}", and "${machine}" writes ${files.map((file) => `"${file}"`).join(", ")} there: a guest that begins such a file like an image hangs the host's libvirtd.`,
    remedy: "Give the pool a folder of its own.",
    example: {
        name: "lab",
        folder: "/srv/lab",
        machine: "patient-1",
        files: ["/srv/lab/data.img"],
    },
});

export const poolBusy = defineError<{ pool: string; seconds: number }>({
    code: "pool-busy",
    title: "Volumes of a pool are being made all the time, and libvirt does not look into it meanwhile",
    what: ({ pool, seconds }) =>
        `Pool "${pool}" could not be refreshed for ${seconds} s: libvirt refuses while a volume of it is being made.`,
    remedy: "Wait until what others make there is done, then run again.",
    example: { pool: "lab-dev", seconds: 600 },
});

export const poolFull = defineError<{ id: string; pool: string; freeBytes: bigint }>({
    code: "pool-full",
    title: "The pool has no room for another volume",
    what: ({ id, pool, freeBytes }) =>
        `Volume "${id}" could not be written: pool "${pool}" has ${freeBytes} bytes free.`,
    remedy: "Make room on the host, or set pool to one that has it.",
    example: { id: "lab/xp", pool: "lab", freeBytes: 4096n },
});

export const volumeShrinks = defineError<{ id: string; bytes: bigint; wanted: number }>({
    code: "volume-shrinks",
    title: "A volume is larger than it is to be",
    what: ({ id, bytes, wanted }) =>
        `Volume "${id}" has ${bytes} bytes and does not shrink to ${wanted}.`,
    remedy: ({ bytes }) => `Set capacityBytes to ${bytes} or more.`,
    example: { id: "images/disk", bytes: 8589934592n, wanted: 4294967296 },
});

export const volumeBelowGuest = defineError<{ id: string; domain: string }>({
    code: "volume-below-guest",
    title: "A volume that is to grow is below a disk of a running guest",
    what: ({ id, domain }) => `Volume "${id}" is below a disk of domain "${domain}", which runs.`,
    remedy: "Shut that domain down, then run again.",
    example: { id: "images/xp-sp3", domain: "lab-dev-patient-1" },
});

export const volumeLocked = defineError<{ id: string }>({
    code: "volume-locked",
    title: "libvirt has forgotten with what a volume that is to grow is encrypted",
    what: ({ id }) => `Volume "${id}" is encrypted, and libvirt has forgotten with which secret.`,
    remedy: "Start a domain that has it among its disks: a running one can grow it.",
    example: { id: "images/disk" },
});

export const volumeInUse = defineError<{ id: string; domain: string }>({
    code: "volume-in-use",
    title: "A volume that is to be deleted is a domain's disk",
    what: ({ id, domain }) => `Volume "${id}" is used by domain "${domain}".`,
    remedy: "Delete that domain first.",
    example: { id: "images/disk", domain: "lab-dev-patient-1" },
});

export const volumeIsBackingFile = defineError<{ id: string; volumes: readonly string[] }>({
    code: "volume-is-backing-file",
    title: "A volume that is to be deleted has overlays on it",
    what: ({ id, volumes }) =>
        `Volume "${id}" is the backing file of ${volumes.map((one) => `"${one}"`).join(", ")}.`,
    remedy: "Delete what stands on it first.",
    example: { id: "images/xp-sp3", volumes: ["images/lab-patient-1-disk-1f3a9b02"] },
});

export const formatUnknown = defineError<{
    name: string;
    format: string;
    known: readonly string[];
}>({
    code: "format-unknown",
    title: "An image has a format that no machine can stand on",
    what: ({ name, format }) => `"${name}" has the format "${format}".`,
    remedy: ({ known }) => `Convert it to ${known.join(" or ")}.`,
    example: { name: "xp.vmdk", format: "vmdk", known: ["qcow2", "raw"] },
});

export const backingAbsent = defineError<{ id: string }>({
    code: "backing-absent",
    title: "The volume that an overlay is to stand on is not on the host",
    what: ({ id }) => `Backing volume "${id}" is not on the host.`,
    remedy: 'Write the pool/name of a volume that is, as backingVolume or as image of a lab or machine; a file is for GoldenImage to upload. If this stack declares the volume, run "pulumi up --refresh".',
    example: { id: "images/xp-sp3" },
});

export const backingUnreadable = defineError<{ id: string; file: string; group: number }>({
    code: "backing-unreadable",
    title: "QEMU's user may not read the volume that an overlay is to stand on",
    what: ({ id }) => `QEMU's user cannot read backing volume "${id}".`,
    remedy: ({ file, group }) =>
        `Run "chown root:${group} ${shellWord(file)}; chmod 0440 ${shellWord(file)}" on the host.`,
    example: { id: "images/xp-sp3", file: "/var/lib/libvirt/images/xp-sp3", group: 64055 },
});

export const backingEncrypted = defineError<{ id: string }>({
    code: "backing-encrypted",
    title: "The volume that an overlay is to stand on is encrypted",
    what: ({ id }) => `Backing volume "${id}" is encrypted.`,
    remedy: "Set backingEncryption to the Secret that holds its passphrase.",
    example: { id: "images/xp-sp3" },
});

export const sourceAndBacking = defineFinding({
    code: "source-and-backing",
    title: "A volume is to hold a file's content and to be an overlay",
    says: "must be absent when backingVolume is set",
    remedy: "Remove source or backingVolume: upload the content as a volume of its own.",
    example: { path: ["source"], facts: undefined },
});

export const layoutBesideSource = defineFinding({
    code: "layout-beside-source",
    title: "A volume with a file's content is to have another size or layout",
    says: "must be absent when source is set",
    remedy: "Remove the property: the content says it.",
    example: { path: ["capacityBytes"], facts: undefined },
});

export const sizeUnknown = defineFinding({
    code: "size-unknown",
    title: "Nothing says how large a volume is to be",
    says: "is required without source or backingVolume",
    remedy: "Set capacityBytes.",
    example: { path: ["capacityBytes"], facts: undefined },
});

export const notForRaw = defineFinding({
    code: "not-for-raw",
    title: "A raw volume has a property that only qcow2 has",
    says: 'must be absent unless format is "qcow2"',
    remedy: 'Remove the property, or set format to "qcow2".',
    example: { path: ["backingVolume"], facts: undefined },
});

export const clusterSizeOdd = defineFinding<{ value: number }>({
    code: "cluster-size-odd",
    title: "The cluster size is no power of two",
    says: ({ value }) => `must be a power of two, not ${value}`,
    remedy: "Set 4, 8, 16, 32, 64, 128, 256, 512, 1024 or 2048.",
    example: { path: ["clusterSizeKiB"], facts: { value: 100 } },
});

export const backingEncryptionAlone = defineFinding({
    code: "backing-encryption-alone",
    title: "The encryption of what is below is given, and nothing is below",
    says: "must be absent without backingVolume",
    remedy: "Remove backingEncryption, or set backingVolume.",
    example: { path: ["backingEncryption"], facts: undefined },
});

export const capacityShrinks = defineFinding<{ bytes: number }>({
    code: "capacity-shrinks",
    title: "A volume is to be smaller than it is",
    says: ({ bytes }) =>
        `must be at least ${bytes}, what it has now: a volume does not shrink. ` +
        'To have a smaller one without what is on it, run "pulumi up --replace" with its URN',
    remedy: "Set capacityBytes to what the volume has, or make it anew as the text says.",
    example: { path: ["capacityBytes"], facts: { bytes: 8589934592 } },
});

export const fileSystemCannotChange = defineFinding<{ bytes: number }>({
    code: "file-system-stays",
    title: "A volume with a file system of its own is to have another size",
    says: ({ bytes }) =>
        `must be ${bytes}, what it has now: its file system does not change its size. ` +
        'To have another one without what is on it, run "pulumi up --replace" with its URN',
    remedy: "Set capacityBytes to what the volume has, or make it anew as the text says.",
    example: { path: ["capacityBytes"], facts: { bytes: 536870912 } },
});

export const sourceNotOne = defineFinding({
    code: "source-not-one",
    title: "A volume's content comes from one place",
    says: "must have one of file, url and folder",
    remedy: "Write one of the three.",
    example: { path: ["source"], facts: undefined },
});

export const urlNeedsSha256 = defineFinding({
    code: "url-needs-hash",
    title: "Content is to be downloaded, and nothing says what it must be",
    says: "is required with url",
    remedy: "Set the SHA-256 that whoever offers the file publishes beside it.",
    example: { path: ["source", "sha256"], facts: undefined },
});

export const rawAlone = defineFinding<{ property: string }>({
    code: "raw-alone",
    title: "Only a raw volume can have this property",
    says: ({ property }) => `must be "raw" when ${property} is set`,
    remedy: 'Set format to "raw".',
    example: { path: ["format"], facts: { property: "source.folder" } },
});

export const fileSystemWrongSize = defineFinding<{ type: string; range: string }>({
    code: "file-system-misfits",
    title: "A volume is too small or too large for its file system",
    says: ({ type, range }) => `must be ${range} for ${type}`,
    remedy: "Set a size that is within the bounds, or take the other file system.",
    example: { path: ["capacityBytes"], facts: { type: "fat16", range: "8 MiB to 2 GiB" } },
});

export const volumeKept = defineFinding<{ value: string | undefined }>({
    code: "volume-kept",
    title: "A change would replace a volume that is to be kept",
    says: ({ value = "absent" }) =>
        `must stay ${value} while keep is set (keepDisk of a machine, whose own image can say so). To have another volume ` +
        'and lose what was written on this one, unset it and run "pulumi up" before this change',
    remedy: "Take the change back, or let go of the volume first, as the text says.",
    example: { path: ["backingVolume"], facts: { value: '"images/xp-sp2-0a1b2c3d"' } },
});
