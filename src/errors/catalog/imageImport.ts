import { defineFinding } from "../core/finding";
import { shellWord } from "../core/shellWord";
import { defineError } from "../core/userError";

/** Errors on an image's way to the host: download, conversion, upload. */

export const imageDiffers = defineError<{ what: string; actual: string; expected: string }>({
    code: "image-differs",
    title: "The image's SHA-256 is not the one in the program",
    what: ({ what, actual, expected }) => `${what} has the SHA-256 ${actual}, not ${expected}.`,
    remedy: "Check that it is the image that you mean. If it is, set sha256 to its hash and run again.",
    example: { what: '"/home/me/xp.qcow2"', actual: "ab".repeat(32), expected: "cd".repeat(32) },
});

export const uploadDiffers = defineError<{ volume: string; actual: string; expected: string }>({
    code: "upload-differs",
    title: "The host did not store what was sent",
    what: ({ volume, actual, expected }) =>
        `Volume "${volume}" came back from the host with the SHA-256 ${actual}, not ${expected}.`,
    remedy: "Run again. If it happens again, check the host's disk.",
    example: { volume: "lab/xp.part", actual: "ab".repeat(32), expected: "cd".repeat(32) },
});

export const uploadElsewhere = defineError<{ volume: string }>({
    code: "upload-elsewhere",
    title: "Another run is uploading the same image",
    what: ({ volume }) => `Volume "${volume}" is being uploaded by another run.`,
    remedy: "Run again once that run has ended.",
    example: { volume: "lab/xp.part" },
});

export const converterMissing = defineError<{ file: string; format: string; program: string }>({
    code: "converter-missing",
    title: "The tool to convert the image is not installed where Pulumi runs",
    what: ({ file, format, program }) =>
        `Image "${file}" is ${format} and must be converted, but "${program}" is not installed here.`,
    remedy: 'Install it with "sudo apt install qemu-utils bubblewrap util-linux" or "sudo dnf install qemu-img bubblewrap util-linux".',
    example: { file: "/home/me/xp.vmdk", format: "vmdk", program: "qemu-img" },
});

export const sandboxRefused = defineError<{ file: string; format: string; said: string }>({
    code: "sandbox-refused",
    title: "The image must be converted in a sandbox, which cannot be created here",
    what: ({ file, said }) =>
        `Image "${file}" must be converted in a sandbox, but bubblewrap could not create one: ${said}.`,
    remedy: ({ file, format }) =>
        `Allow bubblewrap to create one (run as root, or enable user namespaces), or, if you trust the image's source, convert it with "qemu-img convert -f ${format} -O qcow2 ${shellWord(file)} xp.qcow2".`,
    example: {
        file: "/home/me/xp.vmdk",
        format: "vmdk",
        said: "No permissions to create new namespace",
    },
});

export const conversionFailed = defineError<{ file: string; said: string }>({
    code: "conversion-failed",
    title: "qemu-img could not convert the image",
    what: ({ file, said }) => `Image "${file}" could not be converted: ${said}.`,
    remedy: "Use an intact copy, or convert it to qcow2 with the program that made it.",
    example: { file: "/home/me/xp.vmdk", said: "Input/output error" },
});

export const noSpaceHere = defineError<{ folder: string; neededBytes: number; freeBytes: number }>({
    code: "no-space-here",
    title: "The machine where Pulumi runs has no room to convert or download the image",
    what: ({ folder, neededBytes, freeBytes }) =>
        `"${folder}" has ${freeBytes} bytes free, but the image needs ${neededBytes}.`,
    remedy: "Make room there, or set XDG_CACHE_HOME to a folder on a larger disk.",
    example: { folder: "/home/me/.cache/xplab", neededBytes: 2 ** 31, freeBytes: 2 ** 30 },
});

export const lockingFailed = defineError<{ file: string; why: string }>({
    code: "locking-failed",
    title: "The lock that serializes imports of the same image cannot be taken",
    what: ({ file, why }) => `The file "${file}" cannot be locked: ${why}.`,
    remedy: 'Install flock with "apt install util-linux" or "dnf install util-linux", or set XDG_CACHE_HOME to a folder on a disk that supports locks.',
    example: { file: "/home/me/.cache/xplab/locks/a1b2c3d4.lock", why: "flock is not installed" },
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
        `Pool "${pool}" has ${freeBytes} bytes free, but ${neededBytes} are needed` +
        (copies > 1 ? ": the host holds the image twice while it copies it." : "."),
    remedy: "Make room on the host, or set pool to one with enough space.",
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
    title: "A download of unknown length would fill the disk",
    what: ({ url, folder, bytes }) =>
        `"${url}" does not state its length, and has sent ${bytes} bytes: more would leave less than 1 GiB free in "${folder}".`,
    remedy: "Make room there if the image is really that large; otherwise use another URL.",
    example: {
        url: "https://images.example/xp.qcow2",
        folder: "/home/me/.cache/xplab/images",
        bytes: 80_000_000_000,
    },
});

export const folderClosed = defineError<{ folder: string; closed: string; uid: number }>({
    code: "folder-closed-to-qemu",
    title: "QEMU's user cannot reach the pool's folder",
    what: ({ folder, closed, uid }) =>
        `QEMU runs as the user with id ${uid}, who cannot reach "${folder}" through "${closed}".`,
    remedy: ({ closed }) =>
        `Run "sudo chmod o+x ${shellWord(closed)}" on the host, or keep the pool elsewhere, such as in "/var/lib/libvirt/images".`,
    example: { folder: "/root/lab", closed: "/root", uid: 64055 },
});

export const addressNeedsSha256 = defineFinding({
    code: "address-needs-hash",
    title: "An image to download needs a SHA-256",
    says: "is required for an image that is downloaded",
    remedy: "Set it to the SHA-256 that the publisher of the image states.",
    example: { path: ["imageSha256"], facts: undefined },
});

export const addressMalformed = defineFinding({
    code: "address-malformed",
    title: "The address of an image is invalid, or contains a user or password",
    says: 'must be like "https://host/xp.qcow2", without a user or password',
    remedy: "Write a complete address without a password: the state would hold it in clear text.",
    example: { path: ["source"], facts: undefined },
});

export const sha256WithoutUpload = defineFinding({
    code: "hash-without-upload",
    title: "A SHA-256 is set for an image that is already on the host",
    says: "must be absent when image is a volume on the host, whose content is not read",
    remedy: "Remove the hash, or set image to a file to upload.",
    example: { path: ["imageSha256"], facts: undefined },
});
