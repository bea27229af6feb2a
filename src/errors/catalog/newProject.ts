import { defineError } from "../core/userError";

export const folderNotEmpty = defineError<{ folder: string; entry: string }>({
    code: "folder-not-empty",
    title: "The folder of a new project holds something",
    what: ({ folder, entry }) => `Folder "${folder}" is not empty: it holds "${entry}".`,
    remedy: "Name a folder that is empty or not there yet.",
    example: { folder: "mylab", entry: "notes.txt" },
});

export const folderUnusable = defineError<{ folder: string; why: string }>({
    code: "folder-unusable",
    title: "The folder of a new project cannot be made",
    what: ({ folder, why }) => `Folder "${folder}" cannot be made: ${why}.`,
    remedy: "Name a folder in one that is there and yours to write.",
    example: { folder: "/mylab", why: "permission denied" },
});

export const projectNameInvalid = defineError<{ name: string }>({
    code: "project-name-unfit",
    title: "A project cannot have that name",
    what: ({ name }) => `"${name}" is no name for a project.`,
    remedy:
        "Give one of lower-case letters, digits and dashes, " +
        "at most 30 and a letter first, with --name.",
    example: { name: "My Lab" },
});

/** Pulumi hands all configuration of a project, secrets decrypted, to the provider package of its name. */
export const projectNameReserved = defineError<{ name: string }>({
    code: "project-name-reserved",
    title: "A project has the name of a package",
    what: ({ name }) =>
        `"${name}" is the name of a package: Pulumi would hand it the configuration of a project of that name.`,
    remedy: ({ name }) => `Give another one, such as "${name}-lab", with --name.`,
    example: { name: "libvirt" },
});

export const imageFileMissing = defineError<{ file: string; why: string }>({
    code: "image-file-missing",
    title: "The image of a new project cannot be read",
    what: ({ file, why }) => `Image "${file}" cannot be read: ${why}.`,
    remedy: "Name a disk image with an installed Windows XP, or leave --image out and set it later.",
    example: { file: "/home/me/xp-sp3.qcow2", why: "no such file or directory" },
});

export const npmFailed = defineError<{ command: string; why: string }>({
    code: "npm-failed",
    title: "npm fails",
    what: ({ command, why }) => `"${command}" failed: ${why}`,
    remedy: 'Mend what it names and run again; --no-install leaves "npm install" to you.',
    example: { command: "npm install", why: "npm error code ENOTFOUND" },
});
