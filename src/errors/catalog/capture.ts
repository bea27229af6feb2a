import { exitCodes } from "../core/exitCodes";
import { defineError } from "../core/userError";

export const captureMissing = defineError<{ of: string }>({
    code: "capture-missing",
    title: "Nothing is captured",
    what: ({ of }) => `Nothing of ${of} is captured.`,
    remedy: 'Set "capture: true" on its network and run "pulumi up".',
    example: { of: 'machine "patient-1"' },
});

export const captureNotChosen = defineError<{ candidates: readonly string[] }>({
    code: "capture-not-chosen",
    title: "Several networks are captured",
    what: ({ candidates }) => `${candidates.length} networks are meant.`,
    remedy: ({ candidates }) => `Write one of ${candidates.map((name) => `"${name}"`).join(", ")}.`,
    example: { candidates: ["lab-detonation-dev", "lab-detonation-test"] },
});

export const captureGone = defineError<{ file: string }>({
    code: "capture-gone",
    title: "The file of a capture is gone",
    what: ({ file }) => `The capture "${file}" of a machine that runs is gone.`,
    remedy: "Shut the machine down and start it: it gets another file.",
    example: { file: "/var/lib/libvirt/images/lab-dev/lab-dev-patient-1-logs/capture" },
});

export const captureOnTerminal = defineError({
    code: "capture-on-terminal",
    title: "A capture would be written to a terminal",
    what: () => "A capture is no text for a terminal.",
    remedy: 'Name a file, or send it on with "xplab capture NAME - | tshark -r -".',
    example: undefined,
});

export const captureDiskFull = defineError<{ file: string; why: string }>({
    code: "capture-disk-full",
    title: "There is no room on the disk for more of a capture",
    what: ({ file, why }) => `"${file}" takes no more: ${why}; what is in it is whole.`,
    remedy: "Make room, or name a file elsewhere; --max-size bounds what it takes.",
    example: { file: "detonation.pcapng", why: "no space left on device" },
});

export const captureUnplugged = defineError<{
    machines: readonly string[];
    why: string;
    isSaved: boolean;
}>({
    code: "capture-unplugged",
    title: "Machines were unplugged, as not everything would have been recorded",
    what: ({ machines, why, isSaved }) =>
        `${why}, so the cables of ${machines.map((one) => `"${one}"`).join(", ")} are out.` +
        (isSaved ? "" : " The last frames lie on the host alone."),
    remedy: ({ isSaved }) =>
        `${isSaved ? "" : 'Fetch them with "xplab capture" and another file. '}"pulumi up --refresh" plugs the cables in.`,
    example: { machines: ["patient-1", "patient-2"], why: "The file is full", isSaved: true },
    exitCode: exitCodes.unplugged,
});
