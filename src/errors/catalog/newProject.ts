import { defineError } from "../core/userError";

export const folderNotEmpty = defineError<{ folder: string; entry: string }>({
    code: "folder-not-empty",
    title: "The folder of a new project is not empty",
    what: ({ folder, entry }) => `Folder "${folder}" is not empty: it holds "${entry}".`,
    remedy: "Name a folder that is empty or does not exist.",
    example: { folder: "mylab", entry: "notes.txt" },
});

export const folderUnusable = defineError<{ folder: string; why: string }>({
    code: "folder-unusable",
    title: "The folder of a new project cannot be created",
    what: ({ folder, why }) => `Folder "${folder}" cannot be created: ${why}.`,
    remedy: "Name a folder inside an existing one that you can write to.",
    example: { folder: "/mylab", why: "permission denied" },
});

export const projectNameInvalid = defineError<{ name: string }>({
    code: "project-name-unfit",
    title: "The project name is invalid",
    what: ({ name }) => `"${name}" is not a valid project name.`,
    remedy:
        "Choose another with --name: at most 30 lower-case letters, digits and dashes, " +
        "beginning with a letter.",
    example: { name: "My Lab" },
});

/** Pulumi hands all configuration of a project, secrets decrypted, to the provider package of its name. */
export const projectNameReserved = defineError<{ name: string }>({
    code: "project-name-reserved",
    title: "The project name is the name of a package",
    what: ({ name }) =>
        `"${name}" is the name of a package, which would receive the configuration of a project of that name.`,
    remedy: ({ name }) => `Choose another with --name, such as "${name}-lab".`,
    example: { name: "libvirt" },
});

export const imageFileMissing = defineError<{ file: string; why: string }>({
    code: "image-file-missing",
    title: "The image of a new project cannot be read",
    what: ({ file, why }) => `Image "${file}" cannot be read: ${why}.`,
    remedy: "Name a disk image with an installed Windows XP, or omit --image and set the image later.",
    example: { file: "/home/me/xp-sp3.qcow2", why: "no such file or directory" },
});

export const npmFailed = defineError<{ command: string; why: string }>({
    code: "npm-failed",
    title: "npm failed",
    what: ({ command, why }) => `"${command}" failed: ${why}`,
    remedy: 'Fix the reported problem and run again, or use --no-install and run "npm install" yourself.',
    example: { command: "npm install", why: "npm error code ENOTFOUND" },
});
