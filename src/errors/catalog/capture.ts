import { exitCodes } from "../core/exitCodes";
import { defineError } from "../core/userError";

export const captureMissing = defineError<{ of: string }>({
    code: "capture-missing",
    title: "Nothing is captured",
    what: ({ of }) => `No packets of ${of} are captured.`,
    remedy: 'Set "capture: true" on its network and run "pulumi up".',
    example: { of: 'machine "patient-1"' },
});

export const captureNotChosen = defineError<{ candidates: readonly string[] }>({
    code: "capture-not-chosen",
    title: "Several captured networks match",
    what: ({ candidates }) => `${candidates.length} networks match.`,
    remedy: ({ candidates }) => `Name one of ${candidates.map((name) => `"${name}"`).join(", ")}.`,
    example: { candidates: ["lab-detonation-dev", "lab-detonation-test"] },
});

export const captureGone = defineError<{ file: string }>({
    code: "capture-gone",
    title: "The file of a capture is missing",
    what: ({ file }) => `The capture "${file}" of a running machine is gone.`,
    remedy: "Shut the machine down and start it: it gets a new file.",
    example: { file: "/var/lib/libvirt/images/lab-dev/lab-dev-patient-1-logs/capture" },
});

export const captureOnTerminal = defineError({
    code: "capture-on-terminal",
    title: "A capture would be written to a terminal",
    what: () => "A capture is binary and cannot be shown on a terminal.",
    remedy: 'Name a file, or pipe it with "xplab capture NAME - | tshark -r -".',
    example: undefined,
});

export const captureDiskFull = defineError<{ file: string; why: string }>({
    code: "capture-disk-full",
    title: "The disk is full, and a capture cannot continue",
    what: ({ file, why }) => `"${file}" cannot grow: ${why}. Its content so far is intact.`,
    remedy: "Make room, or name a file elsewhere. --max-size limits its size.",
    example: { file: "detonation.pcapng", why: "no space left on device" },
});

export const captureUnplugged = defineError<{
    machines: readonly string[];
    why: string;
    isSaved: boolean;
}>({
    code: "capture-unplugged",
    title: "Machines were unplugged because a recording would have lost frames",
    what: ({ machines, why, isSaved }) =>
        `${why}, so the cables of ${machines.map((one) => `"${one}"`).join(", ")} were unplugged.` +
        (isSaved ? "" : " The last frames are only on the host."),
    remedy: ({ isSaved }) =>
        `${isSaved ? "" : 'Fetch them with "xplab capture" and another file. '}Run "pulumi up --refresh" to plug the cables in again.`,
    example: { machines: ["patient-1", "patient-2"], why: "The file is full", isSaved: true },
    exitCode: exitCodes.unplugged,
});
