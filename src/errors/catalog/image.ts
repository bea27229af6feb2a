import { defineFinding } from "../core/finding";
import { shellWord } from "../core/shellWord";
import { defineError } from "../core/userError";

/**
 * The command that makes one plain image of another. QEMU takes a VHD that holds the differences to its parent for a whole
 * disk, without a word, and reads no other versions of VHD, VHDX and VDI: those need a program of their own.
 */
const COMMANDS: Readonly<Record<string, (file: string) => string>> = {
    vpc: (file) => vboxManage(file),
    vdi: (file) => vboxManage(file),
    vhdx: (file) =>
        `Hyper-V: "Convert-VHD -Path ${shellWord(file)} -DestinationPath xp.vhdx -VHDType Dynamic"`,
};

const vboxManage = (file: string) =>
    `VirtualBox: "VBoxManage clonemedium disk ${shellWord(file)} xp.vdi --format VDI"`;

const convert = (format: string, file: string) =>
    `with ${COMMANDS[format]?.(file) ?? `"qemu-img convert -f ${format} -O qcow2 ${shellWord(file)} xp.qcow2"`}`;

export const imageUnreadable = defineError<{ file: string; why: string; remedy: string }>({
    code: "image-unreadable",
    title: "The image's file cannot be read on the machine where Pulumi runs",
    what: ({ file, why }) => `Image "${file}" cannot be read: ${why}.`,
    remedy: ({ remedy }) => remedy,
    example: {
        file: "/home/me/xp.qcow2",
        why: "there is no such file",
        remedy: "Name a file on the machine where Pulumi runs.",
    },
});

export const imageFormatUnknown = defineError<{ file: string }>({
    code: "image-format-unknown",
    title: "The file is no disk image of a known format",
    what: ({ file }) =>
        `Image "${file}" is neither qcow2, vmdk, vdi, vhd nor vhdx, and lacks the boot sector of a raw disk.`,
    remedy: 'Name the image of an installed disk. Of a raw one that does not boot say source.format "raw".',
    example: { file: "/home/me/xp.img" },
});

export const imageNotDisk = defineError<{ file: string; kind: string; remedy: string }>({
    code: "image-not-a-disk",
    title: "The file is something else, such as an archive or a CD",
    what: ({ file, kind }) => `"${file}" is ${kind}, not a disk image.`,
    remedy: ({ remedy }) => remedy,
    example: {
        file: "/home/me/xp.qcow2.gz",
        kind: "a gzip archive",
        remedy: "Unpack it and name the image that is inside.",
    },
});

export const imageOtherFormat = defineError<{ file: string; said: string }>({
    code: "image-of-another-format",
    title: "The image is not of the format that source.format says",
    what: ({ file, said }) => `Image "${file}" is no ${said} image, as source.format says.`,
    remedy: "Leave source.format out: the file itself tells.",
    example: { file: "/home/me/xp.vmdk", said: "vdi" },
});

export const imageInParts = defineError<{
    file: string;
    format: string;
    where: string;
    /** The file that names all parts, where that is another one. */
    head?: string;
}>({
    code: "image-in-parts",
    title: "The image takes part of its content from another file",
    what: ({ file, where }) => `Image "${file}" is not all there is: ${where}.`,
    // QEMU follows the names that an image has in it, whosever files they are.
    remedy: ({ format, file, head = file }) =>
        `If you trust where it comes from, make one whole image of it ${convert(format, head)}.`,
    example: {
        file: "/home/me/xp.qcow2",
        format: "qcow2",
        where: 'its backing file is "base.qcow2"',
    },
});

export const imageSize = defineError<{ file: string; bytes: bigint }>({
    code: "image-size",
    title: "The disk in the image is empty or larger than Windows XP can use",
    what: ({ file, bytes }) => `Image "${file}" claims a disk of ${bytes} bytes.`,
    remedy: "Name one of at most 2 TiB, which is all that the MBR of Windows XP can address.",
    example: { file: "/home/me/xp.qcow2", bytes: 10n ** 13n },
});

export const imageProbed = defineError<{ file: string; format: string }>({
    code: "image-probed",
    title: "A raw image or CD begins like an image of another format",
    what: ({ file, format }) =>
        `"${file}" is to be stored as it is, and begins like an image of format ${format}: libvirt would take it for one, and open what its header names.`,
    remedy: "Say source.format if it is such an image; do not use it if it came as a CD.",
    example: { file: "tools.iso", format: "qcow" },
});

export const imageEncrypted = defineError<{ file: string; remedy: string }>({
    code: "image-encrypted",
    title: "The image is encrypted and nothing says with what",
    what: ({ file }) => `Image "${file}" is encrypted.`,
    remedy: ({ remedy }) => remedy,
    example: {
        file: "/home/me/xp.qcow2",
        remedy: "Set encryption to the Secret that holds its passphrase.",
    },
});

export const imageNotEncrypted = defineError<{ file: string }>({
    code: "image-not-encrypted",
    title: "The image is declared encrypted and is not",
    what: ({ file }) => `Image "${file}" is not encrypted with LUKS in qcow2, as encryption says.`,
    remedy: "Remove encryption, or name the image that is encrypted.",
    example: { file: "/home/me/xp.qcow2" },
});

export const imageUnsupported = defineError<{ file: string; format: string; what: string }>({
    code: "image-unsupported",
    title: "The image has a version or a feature that is not known here",
    what: ({ file, what }) => `Image "${file}" ${what}.`,
    remedy: ({ file, format }) => `Make a plain one of it ${convert(format, file)}.`,
    example: { file: "/home/me/xp.qcow2", format: "qcow2", what: "is of qcow2 version 1" },
});

export const imageCutShort = defineError<{ file: string; what: string }>({
    code: "image-cut-short",
    title: "The image's file ends too early",
    what: ({ file, what }) => `Image "${file}" lacks ${what}: it was cut short.`,
    remedy: "Copy or download it again.",
    example: { file: "/home/me/xp.qcow2", what: "the end of its table of clusters" },
});

export const imageChanged = defineError<{ file: string }>({
    code: "image-changed",
    title: "The image became another one while it was imported",
    what: ({ file }) => `Image "${file}" does not begin any more as when it was looked at.`,
    remedy: "Run again when nobody writes to it.",
    example: { file: "/home/me/xp.qcow2" },
});

export const imageDamaged = defineError<{ file: string; what: string }>({
    code: "image-damaged",
    title: "The image contradicts itself",
    what: ({ file, what }) => `Image "${file}" is damaged: ${what}.`,
    remedy: "Name a sound copy of it.",
    example: { file: "/home/me/xp.qcow2", what: "QEMU has marked it as corrupt" },
});

export const imageDiffers = defineError<{ what: string; actual: string; expected: string }>({
    code: "image-differs",
    title: "The image has another SHA-256 than the program says",
    what: ({ what, actual, expected }) => `${what} has the SHA-256 ${actual}, not ${expected}.`,
    remedy: "Set sha256 to that of the image that you mean, and run again.",
    example: { what: '"/home/me/xp.qcow2"', actual: "ab".repeat(32), expected: "cd".repeat(32) },
});

export const uploadDiffers = defineError<{ volume: string; actual: string; expected: string }>({
    code: "upload-differs",
    title: "The host has stored something else than what was sent",
    what: ({ volume, actual, expected }) =>
        `Volume "${volume}" came back from the host with the SHA-256 ${actual}, not ${expected}.`,
    remedy: "Run again. When it stays so, look at the disk of the host.",
    example: { volume: "lab/xp.part", actual: "ab".repeat(32), expected: "cd".repeat(32) },
});

export const uploadElsewhere = defineError<{ volume: string }>({
    code: "upload-elsewhere",
    title: "Another run uploads the same image at this moment",
    what: ({ volume }) => `Volume "${volume}" is being uploaded by another run.`,
    remedy: "Run again when that one has ended.",
    example: { volume: "lab/xp.part" },
});

export const converterMissing = defineError<{ file: string; format: string; program: string }>({
    code: "converter-missing",
    title: "The image must be converted, and the machine where Pulumi runs has not the tool",
    what: ({ file, format, program }) =>
        `Image "${file}" is ${format} and must be converted, and "${program}" is not installed here.`,
    remedy: 'Install it with "apt install qemu-utils bubblewrap util-linux" or "dnf install qemu-img bubblewrap util-linux".',
    example: { file: "/home/me/xp.vmdk", format: "vmdk", program: "qemu-img" },
});

export const sandboxRefused = defineError<{ file: string; format: string; said: string }>({
    code: "sandbox-refused",
    title: "The image must be converted, and this machine lets nobody make a sandbox for that",
    what: ({ file, said }) =>
        `Image "${file}" must be converted, which is done in a sandbox, and bubblewrap could not make one: ${said}.`,
    remedy: ({ file, format }) =>
        `Allow it (as root, or with user namespaces), or, if you trust where the image comes from, convert it with "qemu-img convert -f ${format} -O qcow2 ${shellWord(file)} xp.qcow2".`,
    example: {
        file: "/home/me/xp.vmdk",
        format: "vmdk",
        said: "No permissions to create new namespace",
    },
});

export const conversionFailed = defineError<{ file: string; said: string }>({
    code: "conversion-failed",
    title: "qemu-img refused the image",
    what: ({ file, said }) => `Image "${file}" could not be converted: ${said}.`,
    remedy: "Name a sound copy, or convert it to qcow2 with the program that made it.",
    example: { file: "/home/me/xp.vmdk", said: "Input/output error" },
});

export const noSpaceHere = defineError<{ folder: string; neededBytes: number; freeBytes: number }>({
    code: "no-space-here",
    title: "The machine where Pulumi runs has no room to convert or download the image",
    what: ({ folder, neededBytes, freeBytes }) =>
        `"${folder}" has ${freeBytes} bytes free, and the image needs ${neededBytes}.`,
    remedy: "Make room there, or set XDG_CACHE_HOME to a folder on a larger disk.",
    example: { folder: "/home/me/.cache/xplab", neededBytes: 2 ** 31, freeBytes: 2 ** 30 },
});

export const lockingFailed = defineError<{ file: string; why: string }>({
    code: "locking-failed",
    title: "Runs on the machine where Pulumi runs cannot take turns at an image",
    what: ({ file, why }) => `The file "${file}" cannot be locked: ${why}.`,
    remedy: 'Install flock with "apt install util-linux" or "dnf install util-linux", or set XDG_CACHE_HOME to a folder on a disk that supports locks.',
    example: { file: "/home/me/.cache/xplab/imports/a1b2c3d4.lock", why: "flock is not installed" },
});

export const noSpaceInPool = defineError<{
    pool: string;
    neededBytes: bigint;
    freeBytes: bigint;
    copies: number;
}>({
    code: "no-space-in-pool",
    title: "The pool has no room for the image",
    what: ({ pool, neededBytes, freeBytes, copies }) =>
        `Pool "${pool}" has ${freeBytes} bytes free, and ${neededBytes} are needed` +
        (copies > 1 ? ": the host copies the image, which is there twice until it has." : "."),
    remedy: "Make room on the host, or set pool to one that has it.",
    example: { pool: "lab", neededBytes: 2n ** 31n, freeBytes: 2n ** 30n, copies: 1 },
});

export const downloadFailed = defineError<{ url: string; why: string; remedy: string }>({
    code: "download-failed",
    title: "The image could not be downloaded",
    what: ({ url, why }) => `Image "${url}" could not be downloaded: ${why}.`,
    remedy: ({ remedy }) => remedy,
    example: {
        url: "https://images.example/xp.qcow2",
        why: "the server answers 404 Not Found",
        remedy: "Correct the URL.",
    },
});

export const downloadTooLong = defineError<{ url: string; folder: string; bytes: number }>({
    code: "download-too-long",
    title: "A server sends on and on, and does not say how long the image is",
    what: ({ url, folder, bytes }) =>
        `"${url}" does not say how long it is, and has sent ${bytes} bytes: more would leave "${folder}" less than 1 GiB.`,
    remedy: "Make room there if the image is really so large; else name another URL.",
    example: {
        url: "https://images.example/xp.qcow2",
        folder: "/home/me/.cache/xplab/images",
        bytes: 80_000_000_000,
    },
});

export const folderClosed = defineError<{ folder: string; closed: string; uid: number }>({
    code: "folder-closed-to-qemu",
    title: "QEMU's user cannot get to the pool's folder",
    what: ({ folder, closed, uid }) =>
        `QEMU runs as the user with id ${uid}, who cannot get to "${folder}" through "${closed}".`,
    remedy: ({ closed }) =>
        `Run "chmod o+x ${closed}" on the host, or keep the pool elsewhere, as in "/var/lib/libvirt/images".`,
    example: { folder: "/root/lab", closed: "/root", uid: 64055 },
});

export const addressNeedsSha256 = defineFinding({
    code: "address-needs-hash",
    title: "An image is to be downloaded, and nothing says what it must be",
    says: "is required with an image from an address",
    remedy: "Set the SHA-256 that whoever offers the image publishes beside it.",
    example: { path: ["imageSha256"], facts: undefined },
});

export const addressMalformed = defineFinding({
    code: "address-malformed",
    title: "The address of an image is none, or has a user or a password in it",
    says: 'must be like "https://host/xp.qcow2", without a user or password',
    remedy: "Write a whole address that needs no password; one would stand in clear in the state.",
    example: { path: ["source"], facts: undefined },
});

export const sha256WithoutUpload = defineFinding({
    code: "hash-without-upload",
    title: "A SHA-256 is demanded of an image that is on the host already",
    says: "must be absent when image is a volume on the host, whose content is not read",
    remedy: "Remove the hash, or name the file to upload as the image.",
    example: { path: ["imageSha256"], facts: undefined },
});

export const imageIsFile = defineFinding<{ image: string }>({
    code: "image-is-file",
    title: "The image is taken for a volume on the host, and there is a file of that name",
    says: ({ image }) =>
        `is a volume "pool/name" as it is written, and there is a file of that name: write "./${image}" for that`,
    remedy: "Begin a path with ./, / or ~/.",
    example: { path: ["image"], facts: { image: "images/xp-sp3.qcow2" } },
});

export const imageOtherHeads = defineFinding<{ file: string; heads: number; expected: number }>({
    code: "image-other-heads",
    title: "Windows on an image counts with other heads than the disk has",
    says: ({ file, heads, expected }) =>
        `must be an image that Windows XP starts from: the boot sector in "${file}" says ${heads} heads, a BIOS gives a disk of that size ${expected}, and XP would stop at "A disk read error occurred"`,
    remedy: "Where it says 255, make the disk 4 GiB or larger: qemu-img resize FILE 4G. Else have virt-v2v convert the image, which writes the number, or install on a disk of 4 GiB.",
    example: { path: ["source"], facts: { file: "xp-sp3.qcow2", heads: 255, expected: 64 } },
});
