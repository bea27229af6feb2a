import { shellWord } from "../core/shellWord";
import { defineError } from "../core/userError";

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");

export const machineUnknown = defineError<{
    name: string;
    uri: string;
    known: readonly string[];
    nearest?: string | undefined;
}>({
    code: "machine-unknown",
    title: "No machine has that name",
    what: ({ name, uri }) => `There is no machine "${name}" at "${uri}".`,
    remedy: ({ known, nearest }) => {
        if (nearest !== undefined) return `Did you mean "${nearest}"?`;
        if (known.length > 0) return `Use one of ${quoted(known)}.`;
        return 'Create a lab with "xplab new": there are no machines yet.';
    },
    example: {
        name: "pateint-1",
        uri: "qemu:///system",
        known: ["analyst", "patient-1"],
        nearest: "patient-1",
    },
});

export const machineAmbiguous = defineError<{ name: string; candidates: readonly string[] }>({
    code: "machine-ambiguous",
    title: "Several machines have that name",
    what: ({ name, candidates }) => `${candidates.length} machines are called "${name}".`,
    remedy: ({ candidates }) => `Use one of ${quoted(candidates)}.`,
    example: { name: "patient-1", candidates: ["dev/patient-1", "test/patient-1"] },
});

export const passwordMissing = defineError<{ machine: string }>({
    code: "password-missing",
    title: "A screen has no password",
    what: ({ machine }) => `The screen of "${machine}" has no password.`,
    remedy: "Connect without a password, or set screenPassword to have one.",
    example: { machine: "patient-1" },
});

export const machineOff = defineError<{
    machine: string;
    state: string;
    domain: string;
    uri: string;
}>({
    code: "machine-off",
    title: "The machine is not running",
    what: ({ machine, state }) => `Machine "${machine}" is not running: its state is "${state}".`,
    remedy: ({ domain, uri }) =>
        `Start it with "virsh --connect ${shellWord(uri)} start ${shellWord(domain)}".`,
    example: {
        machine: "patient-1",
        state: "shutoff",
        domain: "lab-dev-patient-1",
        uri: "qemu:///system",
    },
});

export const screenMissing = defineError<{ machine: string }>({
    code: "screen-missing",
    title: "The machine has no screen",
    what: ({ machine }) => `Machine "${machine}" has no screen.`,
    remedy: "Give its domain graphics, or use its serial port with --serial.",
    example: { machine: "patient-1" },
});

export const pictureOnTerminal = defineError<{ machine: string }>({
    code: "picture-on-terminal",
    title: "A picture would be written to a terminal",
    what: () => "A PNG image cannot be shown on a terminal.",
    remedy: ({ machine }) =>
        `Name a file, or redirect it with "xplab screenshot ${machine} - > ${machine}.png".`,
    example: { machine: "patient-1" },
});

export const fileNotWritten = defineError<{ file: string; why: string }>({
    code: "file-not-written",
    title: "A file cannot be written",
    what: ({ file, why }) => `"${file}" cannot be written: ${why}.`,
    remedy: "Name a file in an existing folder that you can write to.",
    example: { file: "pictures/patient-1.png", why: "no such file or directory" },
});

export const viewerMissing = defineError<{ lacking: string; address: string }>({
    code: "viewer-missing",
    title: "No viewer can be opened here",
    what: ({ lacking }) => `No viewer can be opened: ${lacking}.`,
    remedy: ({ address }) =>
        `Open ${address} with a viewer on another machine; without --open, this command shows how.`,
    example: { lacking: "there is no display", address: "vnc://127.0.0.1:5900" },
});
