import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

const INSTALL = 'Run "sudo apt install xorriso" on the machine where Pulumi runs, then run again.';

/** The tool that packs folders. */
export const xorrisoMissing = defineError<{ folder: string }>({
    code: "xorriso-missing",
    title: "xorriso, which packs a folder as a CD, is not installed",
    what: ({ folder }) => `Folder "${folder}" cannot be packed: "xorriso" is not on the PATH.`,
    remedy: INSTALL,
    example: { folder: "/home/ann/tools" },
});

export const folderNotPacked = defineError<{ folder: string; said: string }>({
    code: "folder-not-packed",
    title: "xorriso could not pack a folder as a CD",
    what: ({ folder, said }) => `Folder "${folder}" cannot be packed: ${said}.`,
    remedy: "Check that all its files can be read and that the disk for temporary files has room, then run again.",
    example: { folder: "/home/ann/tools", said: "No space left on device" },
});

export const folderChanged = defineError<{ folder: string }>({
    code: "folder-changed",
    title: "A folder changed while it was packed",
    what: ({ folder }) => `Folder "${folder}" has changed since the run began.`,
    remedy: "Run again once nothing writes to it.",
    example: { folder: "/home/ann/tools" },
});

export const domainNotFound = defineError<{ domain: string; uri: string }>({
    code: "domain-not-found",
    title: "The host has no such domain",
    what: ({ domain, uri }) => `There is no domain "${domain}" at "${uri}".`,
    remedy: 'Use the name or UUID of an existing domain; "virsh list --all" shows them.',
    example: { domain: "lab-dev-patient-1", uri: "qemu:///system" },
});

export const resultsGuestRuns = defineError<{ domain: string }>({
    code: "results-guest-runs",
    title: "Results cannot be fetched while the guest runs",
    what: ({ domain }) =>
        `Domain "${domain}" is running, and Windows writes some files only when it shuts down.`,
    remedy: "Shut it down, or wait until it is off with --wait SECONDS.",
    example: { domain: "lab-dev-patient-1" },
});

export const resultsGuestRunsOn = defineError<{ domain: string; seconds: number }>({
    code: "results-guest-runs-on",
    title: "The guest did not power off in time",
    what: ({ domain, seconds }) => `Domain "${domain}" is still running after ${seconds} s.`,
    remedy: "Check its screen for what keeps it running, or wait longer.",
    example: { domain: "lab-dev-patient-1", seconds: 600 },
});

export const resultsDiskMissing = defineError<{ domain: string }>({
    code: "results-disk-missing",
    title: "The machine has no disk for results",
    what: ({ domain }) => `Domain "${domain}" has no disk for results.`,
    remedy: 'Set results, with a folder, on its machine, and run "pulumi up".',
    example: { domain: "lab-dev-patient-1" },
});

export const resultsUnreadable = defineError<{ volume: string; why: string }>({
    code: "results-unreadable",
    title: "The disk for results no longer holds a FAT file system",
    what: ({ volume, why }) => `The results on volume "${volume}" cannot be read: ${why}.`,
    remedy: "Check the disk in the guest: its first partition must be formatted with FAT or FAT32.",
    example: {
        volume: "lab-dev/lab-patient-1-results-d2a1b3c4",
        why: "its file system is not FAT",
    },
});

export const resultsTooMany = defineError<{ domain: string; limit: number }>({
    code: "results-too-many",
    title: "The disk for results holds too many files",
    what: ({ domain, limit }) =>
        `Domain "${domain}" has more than ${limit} files and folders among its results.`,
    remedy: "Pack them into an archive in the guest.",
    example: { domain: "lab-dev-patient-1", limit: 20_000 },
});

export const resultsTakeTooLong = defineError<{ domain: string; minutes: number }>({
    code: "results-take-too-long",
    title: "The results are too scattered to read in time",
    what: ({ domain, minutes }) =>
        `The results of domain "${domain}" could not be read within ${minutes} minutes.`,
    remedy: "Write less to the disk for results. A hostile guest may also have laid out its files to be slow to read.",
    example: { domain: "lab-dev-patient-1", minutes: 30 },
});

export const resultsFolderTaken = defineError<{ folder: string; why: string }>({
    code: "results-folder-taken",
    title: "The folder for results holds something else",
    what: ({ folder, why }) => `Results cannot be written to "${folder}": ${why}.`,
    remedy: "Name a folder that is empty or does not exist, or empty this one.",
    example: {
        folder: "/home/ann/out/patient-1",
        why: "it holds files that are not from an earlier fetch",
    },
});

export const folderHashGiven = defineFinding({
    code: "folder-hash-given",
    title: "sha256 is set for a folder, although it is computed",
    says: "must be absent with folder: it is computed",
    remedy: "Remove sha256.",
    example: { path: ["source", "sha256"], facts: undefined },
});

export const folderInvalid = defineFinding<{ problems: readonly string[]; others: number }>({
    code: "folder-unfit",
    title: "A folder holds files that cannot go on a CD for Windows",
    says: ({ problems, others }) => {
        const rest = others > 0 ? `; and ${others} more like these` : "";
        return `must hold only files that can go on a CD for Windows: ${problems.join("; ")}${rest}`;
    },
    remedy: "Rename or remove what the message lists.",
    example: {
        path: ["source", "folder"],
        facts: { problems: ['"tools/link" is a link that leads out of the folder'], others: 0 },
    },
});

export const folderNeedsXorriso = defineFinding({
    code: "folder-needs-xorriso",
    title: "xorriso, which packs a folder as a CD, is not installed where Pulumi runs",
    says: 'requires xorriso on the machine where Pulumi runs: run "sudo apt install xorriso"',
    remedy: "Install xorriso as the message says.",
    example: { path: ["source", "folder"], facts: undefined },
});

export const folderUnreadable = defineFinding<{ why: string }>({
    code: "folder-unreadable",
    title: "A folder is missing or cannot be read",
    says: ({ why }) => `must be a readable folder on the machine where Pulumi runs: ${why}`,
    remedy: "Name a folder there that you can read.",
    example: {
        path: ["source", "folder"],
        facts: { why: "ENOENT: no such file or directory, stat 'job'" },
    },
});
