import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

export const productKeyMalformed = defineFinding({
    code: "product-key-malformed",
    title: "The product key is not of the form that Windows XP's are of",
    says: "must be five groups of five letters and digits, joined by dashes",
    remedy: "Copy it from the sticker or the CD's cover. What it is unlocks nothing here: it is not checked.",
    example: { path: ["productKey"], facts: undefined },
});

export const answerNotWritable = defineFinding<{ characters: string }>({
    code: "answer-not-writable",
    title: "Windows XP's setup would misread a text of its answer file",
    says: ({ characters }) => `must be of ${characters}`,
    remedy: "Write another text, and change it in Windows when it is installed.",
    example: { path: ["adminPassword"], facts: { characters: "ASCII letters and digits" } },
});

export const setupCdUnreadable = defineFinding<{ file: string; why: string }>({
    code: "setup-cd-unreadable",
    title: "The image of the setup CD cannot be read",
    says: ({ file, why }) =>
        `must be the image of a CD, and "${file}" cannot be read as one: ${why}`,
    remedy: "Name the ISO file of your Windows XP CD, on the machine where Pulumi runs.",
    example: { path: ["iso"], facts: { file: "/home/me/xp.iso", why: "there is no such file" } },
});

export const setupCdOther = defineFinding<{ file: string; label: string }>({
    code: "setup-cd-other",
    title: "The CD is not one that Windows XP is installed from",
    says: ({ file, label }) =>
        `must be a setup CD of Windows XP, and "${file}" (${label}) has none of its marks in its first folder`,
    remedy: "Name the ISO file of a Windows XP CD that starts a computer.",
    example: { path: ["iso"], facts: { file: "/home/me/xp.iso", label: "DRIVERS" } },
});

export const setupCdOtherEdition = defineFinding<{ file: string; is: string; wanted: string }>({
    code: "setup-cd-other-edition",
    title: "The CD installs another edition of Windows XP than the program says",
    says: ({ file, is, wanted }) => `must be a CD of ${wanted}, and "${file}" installs ${is}`,
    remedy: "Set edition to the one that is on the CD, whose product key you have.",
    example: {
        path: ["iso"],
        facts: {
            file: "/home/me/xp.iso",
            is: "Windows XP Home Edition",
            wanted: "Windows XP Professional",
        },
    },
});

export const setupCdOtherProcessor = defineFinding<{ file: string; is: string; wanted: string }>({
    code: "setup-cd-other-processor",
    title: "The CD is for 64 bit and the edition for 32 bit, or the other way round",
    says: ({ file, is, wanted }) => `must be a CD for ${wanted}, and "${file}" is for ${is}`,
    remedy: 'Set edition to "professional-x64" for a CD with the folder AMD64, and to another one for any other.',
    example: {
        path: ["iso"],
        facts: { file: "/home/me/xp.iso", is: "64 bit", wanted: "32 bit" },
    },
});

export const floppyFull = defineFinding<{ bytes: number; most: number; files: number }>({
    code: "floppy-full",
    title: "The files do not fit on a floppy",
    says: ({ bytes, most, files }) =>
        `must fit on a floppy of 1.44 MB: ${files} of at most 224 files take ${bytes} of ${most} bytes`,
    remedy: "Leave files out, or make them smaller.",
    example: { path: ["floppyFiles"], facts: { bytes: 2000384, most: 1457664, files: 3 } },
});

export const notOneByteEach = defineFinding({
    code: "not-one-byte-each",
    title: "A file's content has characters that stand for no byte",
    says: "must have characters up to U+00FF alone: each stands for a byte",
    remedy: "Encode the text in the code page of whoever reads it.",
    example: { path: ["floppyFiles", "ANSWERS.TXT"], facts: undefined },
});

export const setupMediaMissing = defineFinding<{ variable: string }>({
    code: "setup-media-missing",
    title: "A command of an installation names the second CD, and there is none",
    says: ({ variable }) => `must do without %${variable}%: there is no media`,
    remedy: "Give media the folder in which the command finds what it needs.",
    example: { path: ["commands", 0], facts: { variable: "XPLAB_MEDIA" } },
});

export const driverFolderInvalid = defineFinding<{ folder: string; why: string }>({
    code: "driver-folder-unfit",
    title: "A folder of the second CD has no driver in it",
    says: ({ folder, why }) =>
        `must be a folder of media with an .inf file, and "${folder}" ${why}`,
    remedy: "Name the folders that the .inf files are in, each by itself, from the folder of media on.",
    example: {
        path: ["media", "driverFolders", 0],
        facts: { folder: "NetKVM/xp", why: "has none" },
    },
});

export const diskDriverInvalid = defineFinding<{ folder: string; why: string }>({
    code: "disk-driver-unfit",
    title: "A folder is no floppy with a driver for the disk that Windows XP is installed on",
    says: ({ folder, why }) =>
        `must be a driver's floppy for "F6" in a folder, and "${folder}" ${why}`,
    remedy: "Copy all of the floppy into one folder, and set id to its driver for the edition.",
    example: {
        path: ["diskDriver"],
        facts: { folder: "/home/me/virtio-win-floppy", why: "has no section [scsi]" },
    },
});

export const devicePathLong = defineFinding<{ length: number; most: number }>({
    code: "device-path-long",
    title: "Windows would not read so long a list of folders with drivers",
    says: ({ length, most }) =>
        `must have ${most} characters or fewer when Windows lists them, not ${length}`,
    remedy: "Give the folders shorter names, or put the drivers of several into one.",
    example: { path: ["media", "driverFolders"], facts: { length: 1100, most: 1023 } },
});

/** What is known of an installation that did not end well. */
export interface Unfinished {
    readonly volume: string;
    readonly phase: string;
    /** What its first serial port said last. */
    readonly said: readonly string[];
    /** File with a picture of its screen, where one could be taken. */
    readonly picture?: string | undefined;
}

const seen = ({ phase, said, picture }: Unfinished) =>
    [
        `It was in the phase "${phase}".`,
        said.length === 0
            ? "COM1 has said nothing."
            : `COM1 said last: ${said.map((line) => `"${line}"`).join(", ")}.`,
        ...(picture === undefined ? [] : [`A picture of its screen is in "${picture}".`]),
    ].join(" ");

const EXAMPLE: Unfinished = {
    volume: "xp/xp-sp3-volume-1a2b3c4d",
    phase: "graphical setup",
    said: ["XPLAB SETUP PHASE gui"],
    picture: "/root/.cache/xplab/screenshots/xp-sp3-volume-1a2b3c4d.png",
};

export const installationLate = defineError<Unfinished & { readonly limit: string }>({
    code: "installation-late",
    title: "An installation did not end in its time",
    what: (facts) =>
        `The installation of "${facts.volume}" did not end within ${facts.limit}. ${seen(facts)}`,
    remedy: "Look at what its screen asks for, give that answer in the program, or more time, and run again.",
    example: { ...EXAMPLE, limit: "120 minutes" },
});

export const installationEnded = defineError<Unfinished & { readonly how: string }>({
    code: "installation-ended",
    title: "The guest stopped before it said that its installation is complete",
    what: (facts) =>
        `The guest that installs "${facts.volume}" ${facts.how} before it said that it is done. ${seen(facts)}`,
    remedy: "Mend what stopped it, and run again: the installation begins anew.",
    example: { ...EXAMPLE, picture: undefined, how: "was powered off from outside" },
});

export const installedVolumeNotImported = defineError<{ id: string }>({
    code: "installed-volume-not-imported",
    title: "An installed volume was to be imported, and nobody can tell how it was installed",
    what: ({ id }) => `Of volume "${id}" nobody can tell with which answers it was installed.`,
    remedy: 'Use it as it is, as the image "pool/volume" of a lab, or import it as a Volume.',
    example: { id: "xp/xp-sp3" },
});
