import { defineFinding } from "../core/finding";
import { shellWord } from "../core/shellWord";
import { defineError } from "../core/userError";

export const poolMissing = defineError<{ name: string }>({
    code: "pool-absent",
    title: "The pool of a volume does not exist",
    what: ({ name }) => `Pool "${name}" is not on the host.`,
    remedy: "Set pool to the name of an existing pool, or declare it with a Pool resource.",
    example: { name: "images" },
});

export const poolInactive = defineError<{ pool: string; id: string }>({
    code: "pool-inactive",
    title: "The pool of a volume is not active",
    what: ({ pool, id }) => `Pool "${pool}" is not active, so volume "${id}" cannot be inspected.`,
    remedy: ({ pool }) => `Run "virsh pool-start ${shellWord(pool)}" on the host, then run again.`,
    example: { pool: "images", id: "images/xp-sp3" },
});

export const poolInUse = defineError<{ name: string; volumes: readonly string[] }>({
    code: "pool-in-use",
    title: "A pool that holds volumes cannot be deleted",
    what: ({ name, volumes }) =>
        `Pool "${name}" still holds ${volumes.map((volume) => `"${volume}"`).join(", ")}.`,
    remedy: "Delete or move its content, then delete the pool.",
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
        `Pool "${name}" would make libvirt probe every file in "${folder}", where "${machine}" writes ${files.map((file) => `"${file}"`).join(", ")}: a guest that writes an image header there hangs the host's libvirtd.`,
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
    title: "A pool cannot be refreshed because volumes are being created in it",
    what: ({ pool, seconds }) =>
        `Pool "${pool}" could not be refreshed for ${seconds} s: libvirt refuses while a volume is being created in it.`,
    remedy: "Wait until other programs have created their volumes, then run again.",
    example: { pool: "lab-dev", seconds: 600 },
});

export const poolFull = defineError<{ id: string; pool: string; freeBytes: bigint }>({
    code: "pool-full",
    title: "The pool has no room for the volume",
    what: ({ id, pool, freeBytes }) =>
        `Volume "${id}" could not be written: pool "${pool}" has ${freeBytes} bytes free.`,
    remedy: "Make room on the host, or set pool to one with enough space.",
    example: { id: "lab/xp", pool: "lab", freeBytes: 4096n },
});

export const volumeShrinks = defineError<{ id: string; bytes: bigint; wanted: number }>({
    code: "volume-shrinks",
    title: "A volume cannot shrink",
    what: ({ id, bytes, wanted }) =>
        `Volume "${id}" has ${bytes} bytes and cannot shrink to ${wanted}.`,
    remedy: ({ bytes }) => `Set capacityBytes to ${bytes} or more.`,
    example: { id: "images/disk", bytes: 8589934592n, wanted: 4294967296 },
});

export const volumeBelowGuest = defineError<{ id: string; domain: string }>({
    code: "volume-below-guest",
    title: "The backing file of a running guest's disk cannot grow",
    what: ({ id, domain }) => `Volume "${id}" is a backing file of the running domain "${domain}".`,
    remedy: "Shut that domain down, then run again.",
    example: { id: "images/xp-sp3", domain: "lab-dev-patient-1" },
});

export const volumeLocked = defineError<{ id: string }>({
    code: "volume-locked",
    title: "An encrypted volume cannot grow, because libvirt no longer knows its secret",
    what: ({ id }) => `Volume "${id}" is encrypted, and libvirt no longer knows its secret.`,
    remedy: "Start a domain that has this volume as a disk: it can grow while the domain runs.",
    example: { id: "images/disk" },
});

export const volumeInUse = defineError<{ id: string; domain: string }>({
    code: "volume-in-use",
    title: "A volume that a domain uses cannot be deleted",
    what: ({ id, domain }) => `Volume "${id}" is used by domain "${domain}".`,
    remedy: "Delete that domain first.",
    example: { id: "images/disk", domain: "lab-dev-patient-1" },
});

export const volumeIsBackingFile = defineError<{ id: string; volumes: readonly string[] }>({
    code: "volume-is-backing-file",
    title: "A volume that has overlays cannot be deleted",
    what: ({ id, volumes }) =>
        `Volume "${id}" is the backing file of ${volumes.map((one) => `"${one}"`).join(", ")}.`,
    remedy: "Delete those volumes first.",
    example: { id: "images/xp-sp3", volumes: ["images/lab-patient-1-disk-1f3a9b02"] },
});

export const formatUnknown = defineError<{
    name: string;
    format: string;
    known: readonly string[];
}>({
    code: "format-unknown",
    title: "An image has a format that overlays cannot use",
    what: ({ name, format }) => `"${name}" has the format "${format}".`,
    remedy: ({ known }) => `Convert it to ${known.join(" or ")}.`,
    example: { name: "xp.vmdk", format: "vmdk", known: ["qcow2", "raw"] },
});

export const backingMissing = defineError<{ id: string }>({
    code: "backing-absent",
    title: "The backing volume does not exist",
    what: ({ id }) => `Backing volume "${id}" is not on the host.`,
    remedy: 'Set backingVolume, or image of the lab or machine, to the pool/name of an existing volume; GoldenImage uploads a file. If this stack declares the volume, run "pulumi up --refresh".',
    example: { id: "images/xp-sp3" },
});

export const backingUnreadable = defineError<{ id: string; file: string; group: number }>({
    code: "backing-unreadable",
    title: "QEMU's user cannot read the backing volume",
    what: ({ id }) => `QEMU's user cannot read backing volume "${id}".`,
    remedy: ({ file, group }) =>
        `Run "chown root:${group} ${shellWord(file)}; chmod 0440 ${shellWord(file)}" on the host, as root.`,
    example: { id: "images/xp-sp3", file: "/var/lib/libvirt/images/xp-sp3", group: 64055 },
});

export const backingEncrypted = defineError<{ id: string }>({
    code: "backing-encrypted",
    title: "The backing volume is encrypted",
    what: ({ id }) => `Backing volume "${id}" is encrypted.`,
    remedy: "Set backingEncryption to the Secret that holds its passphrase.",
    example: { id: "images/xp-sp3" },
});

export const sourceAndBacking = defineFinding({
    code: "source-and-backing",
    title: "A volume has both a source and a backing volume",
    says: "must be absent when backingVolume is set",
    remedy: "Remove one of them. To have both, upload the content as a volume of its own.",
    example: { path: ["source"], facts: undefined },
});

export const layoutBesideSource = defineFinding({
    code: "layout-beside-source",
    title: "The size and layout of a volume with a source cannot be set",
    says: "must be absent when source is set",
    remedy: "Remove the property: the content determines it.",
    example: { path: ["capacityBytes"], facts: undefined },
});

export const sizeUnknown = defineFinding({
    code: "size-unknown",
    title: "A volume has no size",
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
    title: "The cluster size is not a power of two",
    says: ({ value }) => `must be a power of two, not ${value}`,
    remedy: "Set clusterSizeKiB to 4, 8, 16, 32, 64, 128, 256, 512, 1024 or 2048.",
    example: { path: ["clusterSizeKiB"], facts: { value: 100 } },
});

export const backingEncryptionAlone = defineFinding({
    code: "backing-encryption-alone",
    title: "backingEncryption is set without a backing volume",
    says: "must be absent without backingVolume",
    remedy: "Remove backingEncryption, or set backingVolume.",
    example: { path: ["backingEncryption"], facts: undefined },
});

export const capacityShrinks = defineFinding<{ bytes: number }>({
    code: "capacity-shrinks",
    title: "The new size of a volume is below its current size",
    says: ({ bytes }) =>
        `must be at least ${bytes}, its current size: a volume cannot shrink. ` +
        'To get a smaller one, run "pulumi up --replace" with its URN, which discards its content',
    remedy: "Set capacityBytes to the current size or more, or replace the volume as the message says.",
    example: { path: ["capacityBytes"], facts: { bytes: 8589934592 } },
});

export const fileSystemCannotChange = defineFinding<{ bytes: number }>({
    code: "file-system-stays",
    title: "A volume that was created with a file system cannot be resized",
    says: ({ bytes }) =>
        `must be ${bytes}, its current size: its file system cannot change size. ` +
        'To get another size, run "pulumi up --replace" with its URN, which discards its content',
    remedy: "Set capacityBytes to the current size, or replace the volume as the message says.",
    example: { path: ["capacityBytes"], facts: { bytes: 536870912 } },
});

export const sourceNotOne = defineFinding({
    code: "source-not-one",
    title: "A source is not exactly one of file, url and folder",
    says: "must have exactly one of file, url and folder",
    remedy: "Keep one of the three.",
    example: { path: ["source"], facts: undefined },
});

export const urlNeedsSha256 = defineFinding({
    code: "url-needs-hash",
    title: "A download needs a SHA-256",
    says: "is required with url",
    remedy: "Set it to the SHA-256 that the publisher of the file states.",
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
    remedy: "Set a size within the limits, or use the other file system.",
    example: { path: ["capacityBytes"], facts: { type: "fat16", range: "8 MiB to 2 GiB" } },
});

export const volumeKept = defineFinding<{ value: string | undefined }>({
    code: "volume-kept",
    title: "A change would replace a kept volume",
    says: ({ value = "absent" }) =>
        `must stay ${value} while keep is set (on a machine: keepDisk; its own image setting can keep this value). To replace the volume ` +
        'and lose its data, unset keep and run "pulumi up" before this change',
    remedy: "Undo the change, or unset keep first, as the message says.",
    example: { path: ["backingVolume"], facts: { value: '"images/xp-sp2-0a1b2c3d"' } },
});
