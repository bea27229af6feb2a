import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

export const productKeyMalformed = defineFinding<{ characters: string }>({
    code: "product-key-malformed",
    title: "The product key has the wrong format",
    says: ({ characters }) =>
        `must be five groups of five characters of ${characters}, joined by dashes`,
    remedy: "Copy it from the sticker or the CD's cover: keys have no vowels, and none of 0, 1, 5, L, N, S and Z. Only its format is checked.",
    example: { path: ["productKey"], facts: { characters: "BCDFGHJKMPQRTVWXY2346789" } },
});

export const nameRefusedBySetup = defineFinding<{ why: string }>({
    code: "name-refused-by-setup",
    title: "Windows XP's setup would stop and ask for another name",
    says: ({ why }) => why,
    remedy: "Choose another name; Windows can change it later.",
    example: {
        path: ["computerName"],
        facts: { why: 'must have a letter, and "0012345" has none' },
    },
});

export const timeZoneUnknown = defineFinding<{
    value: number | string;
    near: readonly string[];
}>({
    code: "time-zone-unknown",
    title: "Windows XP has no such time zone",
    says: ({ value, near }) =>
        [
            `must be the index or the name of a time zone of Windows XP, not ${JSON.stringify(value)}`,
            ...(near.length === 0 ? [] : [`the nearest: ${near.join("; ")}`]),
        ].join("; "),
    remedy: "Choose a row of the table in docs/reference/installation.md. An index is no offset from Greenwich: 2 is Hawaii.",
    example: {
        path: ["timeZone"],
        facts: { value: 84, near: ['85, "GMT Standard Time", (GMT) London'] },
    },
});

export const commandNotBatch = defineFinding<{ why: string }>({
    code: "command-not-batch",
    title: "A command of an installation would not work in a batch file",
    says: ({ why }) => why,
    remedy: "Write the command as a line of a batch file, or call a batch file of media.",
    example: {
        path: ["commands", 0],
        facts: { why: "must have at most 8190 characters, not 9000: cmd ignores longer lines" },
    },
});

export const answerNotWritable = defineFinding<{ characters: string }>({
    code: "answer-not-writable",
    title: "Windows XP's setup would misread a text in its answer file",
    says: ({ characters }) => `must consist of ${characters}`,
    remedy: "Use another text, and change it in Windows after the installation.",
    example: { path: ["adminPassword"], facts: { characters: "ASCII letters and digits" } },
});

export const setupCdUnreadable = defineFinding<{ file: string; why: string }>({
    code: "setup-cd-unreadable",
    title: "The image of the setup CD cannot be read",
    says: ({ file, why }) => `must be a CD image, but "${file}" cannot be read as one: ${why}`,
    remedy: "Name the ISO file of your Windows XP CD, on the machine where Pulumi runs.",
    example: { path: ["iso"], facts: { file: "/home/me/xp.iso", why: "there is no such file" } },
});

export const setupCdOther = defineFinding<{ file: string; label: string }>({
    code: "setup-cd-other",
    title: "The CD is not a setup CD of Windows XP",
    says: ({ file, label }) =>
        `must be a setup CD of Windows XP, but "${file}" (${label}) has none of its marker files in the root folder`,
    remedy: "Name the ISO file of a bootable Windows XP CD.",
    example: { path: ["iso"], facts: { file: "/home/me/xp.iso", label: "DRIVERS" } },
});

export const setupCdOtherEdition = defineFinding<{ file: string; is: string; wanted: string }>({
    code: "setup-cd-other-edition",
    title: "The CD's edition of Windows XP is not the one that is set",
    says: ({ file, is, wanted }) => `must be a CD of ${wanted}, but "${file}" installs ${is}`,
    remedy: "Set edition to the one on the CD. The product key must be for that edition, too.",
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
    title: "The CD and the edition are for different processors",
    says: ({ file, is, wanted }) => `must be a CD for ${wanted}, but "${file}" is for ${is}`,
    remedy: 'Set edition to "professional-x64" for a CD with the folder AMD64, and to another edition for any other CD.',
    example: {
        path: ["iso"],
        facts: { file: "/home/me/xp.iso", is: "64 bit", wanted: "32 bit" },
    },
});

export const floppyFull = defineFinding<{ bytes: number; most: number; files: number }>({
    code: "floppy-full",
    title: "The files do not fit on a floppy",
    says: ({ bytes, most, files }) =>
        `must fit on a floppy of 1.44 MB: ${files} files (at most 224) need ${bytes} bytes (at most ${most})`,
    remedy: "Remove files, or make them smaller.",
    example: { path: ["floppyFiles"], facts: { bytes: 2000384, most: 1457664, files: 3 } },
});

export const notSingleBytes = defineFinding({
    code: "not-one-byte-each",
    title: "A file's content has characters that are not single bytes",
    says: "must have only characters up to U+00FF, each of which stands for one byte",
    remedy: "Encode the text in the code page of the program that reads it.",
    example: { path: ["floppyFiles", "ANSWERS.TXT"], facts: undefined },
});

export const setupMediaMissing = defineFinding<{ variable: string }>({
    code: "setup-media-missing",
    title: "A command of an installation uses the second CD, but there is none",
    says: ({ variable }) => `must not use %${variable}%: media is not set`,
    remedy: "Set media to the folder with the files that the command needs.",
    example: { path: ["commands", 0], facts: { variable: "XPLAB_MEDIA" } },
});

export const driverFolderInvalid = defineFinding<{ folder: string; why: string }>({
    code: "driver-folder-unfit",
    title: "A folder of the second CD has no driver in it",
    says: ({ folder, why }) =>
        `must be a folder of media with an .inf file, but "${folder}" ${why}`,
    remedy: "List each folder that has .inf files, relative to the folder of media.",
    example: {
        path: ["media", "driverFolders", 0],
        facts: { folder: "NetKVM/xp", why: "has none" },
    },
});

export const diskDriverInvalid = defineFinding<{ folder: string; why: string }>({
    code: "disk-driver-unfit",
    title: "A folder is not a driver floppy for the disk that Windows XP is installed on",
    says: ({ folder, why }) =>
        `must be a folder with the content of an "F6" driver floppy, but "${folder}" ${why}`,
    remedy: "Copy the whole floppy into one folder, and set id to its driver for the edition.",
    example: {
        path: ["diskDriver"],
        facts: { folder: "/home/me/virtio-win-floppy", why: "has no section [scsi]" },
    },
});

export const devicePathLong = defineFinding<{ length: number; most: number }>({
    code: "device-path-long",
    title: "The list of driver folders is too long for Windows",
    says: ({ length, most }) =>
        `must have at most ${most} characters as Windows lists them, not ${length}`,
    remedy: "Shorten the names of the folders, or put several drivers into one folder.",
    example: { path: ["media", "driverFolders"], facts: { length: 1100, most: 1023 } },
});

/** Facts about an installation that did not complete. */
export interface Unfinished {
    readonly volume: string;
    readonly phase: string;
    /** The last lines on its first serial port. */
    readonly said: readonly string[];
    /** File with a picture of its screen, if one could be taken. */
    readonly picture?: string | undefined;
}

const seen = ({ phase, said, picture }: Unfinished) =>
    [
        `It was in the phase "${phase}".`,
        said.length === 0
            ? "COM1 printed nothing."
            : `COM1 last printed ${said.map((line) => `"${line}"`).join(", ")}.`,
        ...(picture === undefined ? [] : [`A picture of its screen is in "${picture}".`]),
    ].join(" ");

const EXAMPLE: Unfinished = {
    volume: "xp/xp-sp3-volume-1a2b3c4d",
    phase: "graphical setup",
    said: ["XPLAB SETUP PHASE gui"],
    picture: "/root/.cache/xplab/screenshots/xp-sp3-volume-1a2b3c4d.png",
};

export const installationTimedOut = defineError<Unfinished & { readonly limit: string }>({
    code: "installation-late",
    title: "An installation did not finish in time",
    what: (facts) =>
        `The installation of "${facts.volume}" did not finish within ${facts.limit}. ${seen(facts)}`,
    remedy: "Check what its screen asks for, then put the answer in the program, or allow more time, and run again.",
    example: { ...EXAMPLE, limit: "120 minutes" },
});

export const installationEnded = defineError<Unfinished & { readonly how: string }>({
    code: "installation-ended",
    title: "The guest stopped before its installation was complete",
    what: (facts) =>
        `The guest that installs "${facts.volume}" ${facts.how} before its installation was complete. ${seen(facts)}`,
    remedy: "Fix what stopped it, and run again: the installation restarts from scratch.",
    example: { ...EXAMPLE, picture: undefined, how: "was powered off from outside" },
});

export const installedVolumeNotImported = defineError<{ id: string }>({
    code: "installed-volume-not-imported",
    title: "An installed volume cannot be imported",
    what: ({ id }) =>
        `Volume "${id}" cannot be imported, because the answers that it was installed with are unknown.`,
    remedy: 'Use it as the image "pool/volume" of a lab, or import it as a Volume.',
    example: { id: "xp/xp-sp3" },
});
