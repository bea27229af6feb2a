import { defineFinding } from "../core/finding";
import { shellWord } from "../core/shellWord";
import { defineError } from "../core/userError";

/** Errors in an image's own file. */

/**
 * The command that makes a single plain image of another. QEMU silently reads a differencing VHD as a whole disk, and
 * cannot read other versions of VHD, VHDX and VDI: those need a program of their own.
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
    title: "The file is not a disk image of a known format",
    what: ({ file }) =>
        `Image "${file}" is not a qcow2, vmdk, vdi, vhd or vhdx image, and lacks the boot sector of a raw disk.`,
    remedy: 'Name the image of an installed disk. For a raw disk that does not boot, set source.format to "raw".',
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
    title: "The image's format is not the one that source.format names",
    what: ({ file, said }) =>
        `Image "${file}" is not a ${said} image, although source.format says so.`,
    remedy: "Remove source.format: the format is read from the file.",
    example: { file: "/home/me/xp.vmdk", said: "vdi" },
});

export const imageInParts = defineError<{
    file: string;
    format: string;
    where: string;
    /** The file that names all parts, if it is another one. */
    head?: string;
}>({
    code: "image-in-parts",
    title: "The image needs another file for part of its content",
    what: ({ file, where }) => `Image "${file}" is incomplete on its own: ${where}.`,
    // QEMU opens the files that an image names, whosever they are.
    remedy: ({ format, file, head = file }) =>
        `Convert it to a single image, if you trust its source, ${convert(format, head)}.`,
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
    remedy: "Use an image of at most 2 TiB, which is all that the MBR of Windows XP can address.",
    example: { file: "/home/me/xp.qcow2", bytes: 10n ** 13n },
});

export const imageProbed = defineError<{ file: string; format: string }>({
    code: "image-probed",
    title: "A raw image or CD begins with the header of another format",
    what: ({ file, format }) =>
        `"${file}" would be stored unchanged, but begins with the header of format ${format}: libvirt would read it as one, and open the files that its header names.`,
    remedy: "Set source.format if it is such an image. Do not use it if it was supposed to be a CD.",
    example: { file: "tools.iso", format: "qcow" },
});

export const imageEncrypted = defineError<{ file: string; remedy: string }>({
    code: "image-encrypted",
    title: "The image is encrypted, and no passphrase is given",
    what: ({ file }) => `Image "${file}" is encrypted.`,
    remedy: ({ remedy }) => remedy,
    example: {
        file: "/home/me/xp.qcow2",
        remedy: "Set encryption to the Secret that holds its passphrase.",
    },
});

export const imageNotEncrypted = defineError<{ file: string }>({
    code: "image-not-encrypted",
    title: "The image is not encrypted, although encryption is set",
    what: ({ file }) =>
        `Image "${file}" is not encrypted with LUKS in qcow2, although encryption is set.`,
    remedy: "Remove encryption, or name the encrypted image.",
    example: { file: "/home/me/xp.qcow2" },
});

export const imageUnsupported = defineError<{ file: string; format: string; what: string }>({
    code: "image-unsupported",
    title: "The image has an unsupported version or feature",
    what: ({ file, what }) => `Image "${file}" ${what}.`,
    remedy: ({ file, format }) => `Convert it to a plain image ${convert(format, file)}.`,
    example: { file: "/home/me/xp.qcow2", format: "qcow2", what: "uses qcow2 version 1" },
});

export const imageCutShort = defineError<{ file: string; what: string }>({
    code: "image-cut-short",
    title: "The image's file is truncated",
    what: ({ file, what }) => `Image "${file}" is truncated: it lacks ${what}.`,
    remedy: "Copy or download it again.",
    example: { file: "/home/me/xp.qcow2", what: "the end of its table of clusters" },
});

export const imageChanged = defineError<{ file: string }>({
    code: "image-changed",
    title: "The image changed while it was imported",
    what: ({ file }) => `The beginning of image "${file}" has changed since it was inspected.`,
    remedy: "Run again once nothing writes to it.",
    example: { file: "/home/me/xp.qcow2" },
});

export const imageDamaged = defineError<{ file: string; what: string }>({
    code: "image-damaged",
    title: "The image is inconsistent",
    what: ({ file, what }) => `Image "${file}" is damaged: ${what}.`,
    remedy: "Use an intact copy of it.",
    example: { file: "/home/me/xp.qcow2", what: "QEMU has marked it as corrupt" },
});

export const imageIsFile = defineFinding<{ image: string }>({
    code: "image-is-file",
    title: "The image names a volume on the host, but there is a file of that name",
    says: ({ image }) =>
        `is read as a volume "pool/name", but there is a file of that name: write "./${image}" to use the file`,
    remedy: "Begin the path of a file with ./, / or ~/.",
    example: { path: ["image"], facts: { image: "images/xp-sp3.qcow2" } },
});

export const imageOtherHeads = defineFinding<{ file: string; heads: number; expected: number }>({
    code: "image-other-heads",
    title: "The image's boot sector has the wrong number of heads for its disk",
    says: ({ file, heads, expected }) =>
        `must be an image that Windows XP can start from: the boot sector in "${file}" says ${heads} heads, but a BIOS uses ${expected} for a disk of that size, and XP would stop at "A disk read error occurred"`,
    remedy: 'Enlarge the disk to 4 GiB or more if the boot sector says 255: "qemu-img resize FILE 4G". Otherwise convert the image with virt-v2v, which corrects the number, or install on a disk of 4 GiB.',
    example: { path: ["source"], facts: { file: "xp-sp3.qcow2", heads: 255, expected: 64 } },
});
