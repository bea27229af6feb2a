import { defineError } from "./userError";

export const guardNeedsRoot = defineError({
    code: "guard-needs-root",
    title: "The host's firewall is root's",
    what: () => "Only root may look at the host's firewall and change it.",
    remedy: 'Run "sudo xplab guard", with the same words after it.',
    example: undefined,
});

export const guardProgramMissing = defineError<{ program: string }>({
    code: "guard-program-missing",
    title: "A program of the host's firewall is not installed",
    what: ({ program }) => `"${program}" is not installed.`,
    remedy: "Install it: apt install iptables, of which it is a part on Debian.",
    example: { program: "arptables" },
});

export const guardFailed = defineError<{ command: string; says: string }>({
    code: "guard-failed",
    title: "The host's firewall did not take a rule",
    what: ({ command, says }) => `"${command}" failed: ${says}.`,
    remedy: "Mend what it names, and run again: rules that are there stay.",
    example: {
        command: "ip6tables -t raw -I PREROUTING -i vnet+ -j DROP",
        says: "can't initialize ip6tables table `raw': Table does not exist",
    },
});
