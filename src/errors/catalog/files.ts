import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

const INSTALL = 'Run "apt install xorriso" on the machine where Pulumi runs, then run again.';

/** The tool that packs folders. */
export const xorrisoMissing = defineError<{ folder: string }>({
    code: "xorriso-missing",
    title: "xorriso, which makes a CD of a folder, is not installed",
    what: ({ folder }) =>
        `The folder "${folder}" cannot be packed: there is no "xorriso" on the PATH.`,
    remedy: INSTALL,
    example: { folder: "/home/ann/tools" },
});

export const folderNotPacked = defineError<{ folder: string; said: string }>({
    code: "folder-not-packed",
    title: "xorriso has failed to make a CD of a folder",
    what: ({ folder, said }) => `The folder "${folder}" cannot be packed: ${said}.`,
    remedy: "See to it that all in it can be read and that the disk for temporary files has room, then run again.",
    example: { folder: "/home/ann/tools", said: "No space left on device" },
});

export const folderChanged = defineError<{ folder: string }>({
    code: "folder-changed",
    title: "A folder has changed while a CD was made of it",
    what: ({ folder }) => `The folder "${folder}" is not what it was when the run began.`,
    remedy: "Run again when nothing writes to it any more.",
    example: { folder: "/home/ann/tools" },
});

export const domainNotFound = defineError<{ domain: string; uri: string }>({
    code: "domain-not-found",
    title: "There is no such domain on the host",
    what: ({ domain, uri }) => `There is no domain "${domain}" on "${uri}".`,
    remedy: "Write the name or the UUID of one that is there.",
    example: { domain: "lab-dev-patient-1", uri: "qemu:///system" },
});

export const resultsGuestRuns = defineError<{ domain: string }>({
    code: "results-guest-runs",
    title: "Results are asked for while the guest runs",
    what: ({ domain }) =>
        `Domain "${domain}" runs, and Windows writes part of its files only when it shuts down.`,
    remedy: "Shut it down, or say how many seconds to wait for that.",
    example: { domain: "lab-dev-patient-1" },
});

export const resultsGuestRunsOn = defineError<{ domain: string; seconds: number }>({
    code: "results-guest-runs-on",
    title: "The guest has not powered off in the time that it was given",
    what: ({ domain, seconds }) => `Domain "${domain}" still runs after ${seconds} s.`,
    remedy: "Look at its screen for what holds it up, or wait longer.",
    example: { domain: "lab-dev-patient-1", seconds: 600 },
});

export const resultsDiskMissing = defineError<{ domain: string }>({
    code: "results-disk-missing",
    title: "The machine has no disk for results",
    what: ({ domain }) => `Domain "${domain}" has no disk for results.`,
    remedy: 'Give its machine "results" with a folder, and run "pulumi up".',
    example: { domain: "lab-dev-patient-1" },
});

export const resultsUnreadable = defineError<{ volume: string; why: string }>({
    code: "results-unreadable",
    title: "The disk for results holds no FAT file system any more",
    what: ({ volume, why }) => `The results on volume "${volume}" cannot be read: ${why}.`,
    remedy: "Look at the disk in the guest: its first partition must be formatted with FAT or FAT32.",
    example: {
        volume: "lab-dev/lab-patient-1-results-d2a1b3c4",
        why: "its file system is not FAT",
    },
});

export const resultsTooMany = defineError<{ domain: string; limit: number }>({
    code: "results-too-many",
    title: "The disk for results holds more files than are ever fetched",
    what: ({ domain, limit }) =>
        `Domain "${domain}" has more than ${limit} files and folders among its results.`,
    remedy: "Pack them into an archive in the guest.",
    example: { domain: "lab-dev-patient-1", limit: 20_000 },
});

export const resultsTakeTooLong = defineError<{ domain: string; minutes: number }>({
    code: "results-take-too-long",
    title: "Results are scattered so that reading them takes no end",
    what: ({ domain, minutes }) =>
        `The results of domain "${domain}" were not all read after ${minutes} minutes.`,
    remedy: "Write less to the disk for results; a guest may also have laid out its files to be slow.",
    example: { domain: "lab-dev-patient-1", minutes: 30 },
});

export const resultsFolderTaken = defineError<{ folder: string; why: string }>({
    code: "results-folder-taken",
    title: "The folder for results holds something else",
    what: ({ folder, why }) => `Results cannot be put into "${folder}": ${why}.`,
    remedy: "Name a folder that is empty or not there yet, or remove what is in it.",
    example: {
        folder: "/home/ann/out/patient-1",
        why: "it holds files that are not of an earlier fetch",
    },
});

export const folderHashGiven = defineFinding({
    code: "folder-hash-given",
    title: "A hash is given for a folder, which has none of its own",
    says: "must be absent with folder, of which it is computed",
    remedy: "Remove sha256.",
    example: { path: ["source", "sha256"], facts: undefined },
});

export const folderInvalid = defineFinding<{ problems: readonly string[]; others: number }>({
    code: "folder-unfit",
    title: "A folder holds what a CD for Windows cannot",
    says: ({ problems, others }) => {
        const rest = others > 0 ? `; and ${others} more like these` : "";
        return `must hold what a CD for Windows can: ${problems.join("; ")}${rest}`;
    },
    remedy: "Rename or remove what the text lists.",
    example: {
        path: ["source", "folder"],
        facts: { problems: ['"tools/link" is a link that leads out of the folder'], others: 0 },
    },
});

export const folderNeedsXorriso = defineFinding({
    code: "folder-needs-xorriso",
    title: "xorriso, which makes a CD of a folder, is not installed where Pulumi runs",
    says: 'is packed by xorriso, which must be installed here: run "apt install xorriso"',
    remedy: "Install it as the text says.",
    example: { path: ["source", "folder"], facts: undefined },
});

export const folderUnreadable = defineFinding<{ why: string }>({
    code: "folder-unreadable",
    title: "A folder is not there or cannot be read",
    says: ({ why }) => `must be a folder that can be read here: ${why}`,
    remedy: "Name a folder on the machine where Pulumi runs that you may read.",
    example: {
        path: ["source", "folder"],
        facts: { why: "ENOENT: no such file or directory, stat 'job'" },
    },
});
