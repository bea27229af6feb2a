import { defineError } from "../core/userError";

export const guardNeedsRoot = defineError({
    code: "guard-needs-root",
    title: "The guard must run as root",
    what: () => "Only root can read and change the host's firewall.",
    remedy: 'Run "sudo xplab guard" with the same options.',
    example: undefined,
});

export const guardProgramMissing = defineError<{ program: string }>({
    code: "guard-program-missing",
    title: "A firewall program is not installed on the host",
    what: ({ program }) => `"${program}" is not installed.`,
    remedy: 'Install it; on Debian, it is part of iptables: "sudo apt install iptables".',
    example: { program: "arptables" },
});

export const guardFailed = defineError<{ command: string; says: string }>({
    code: "guard-failed",
    title: "The host's firewall rejected a rule",
    what: ({ command, says }) => `"${command}" failed: ${says}.`,
    remedy: "Fix the reported problem and run again. Rules that are already in place stay.",
    example: {
        command: "ip6tables -t raw -I PREROUTING -i vnet+ -j DROP",
        says: "can't initialize ip6tables table `raw': Table does not exist",
    },
});

export const guardRunning = defineError<{ pid: string }>({
    code: "guard-running",
    title: "Another guard is running on this host",
    what: ({ pid }) => `A guard is already running on this host, as process ${pid}.`,
    remedy: 'Leave it running, or stop it first with "sudo systemctl stop xplab-guard", or Ctrl-C where it was started.',
    example: { pid: "812" },
});

export const guardHostElsewhere = defineError<{ uri: string }>({
    code: "guard-host-elsewhere",
    title: "The guests' interfaces are not visible to this process",
    what: ({ uri }) => `This process cannot see the interfaces of the guests at "${uri}".`,
    remedy: "Run the guard on the libvirt host itself, outside any container.",
    example: { uri: "qemu:///system" },
});

export const guardUnplugFailed = defineError<{ machine: string; mac: string; says: string }>({
    code: "guard-unplug-failed",
    title: "The guard could not unplug a guest",
    what: ({ machine, mac, says }) =>
        `NIC ${mac} of ${machine} could not be unplugged, although the machine is weaker than its lab declares: ${says}`,
    remedy: 'Stop the machine with "virsh destroy", then run "xplab audit".',
    example: {
        machine: "machine dev/patient-1",
        mac: "52:54:00:12:34:56",
        says: "Timed out during operation: cannot acquire state change lock.",
    },
});

export const guardNotRepaired = defineError<{
    machine: string;
    mac: string;
    findings: readonly { readonly detail: string; readonly code: string }[];
    remedy: string;
}>({
    code: "guard-not-repaired",
    title: "The guard could not restore the rules of a guest, and keeps it unplugged",
    what: ({ machine, mac, findings }) =>
        `NIC ${mac} of ${machine} stays unplugged: ${findings.map(({ detail, code }) => `${detail} (${code})`).join("; ")}.`,
    remedy: ({ remedy }) =>
        `${remedy} The guard plugs it in again once "xplab audit" finds nothing wrong with it.`,
    example: {
        machine: "machine dev/patient-1",
        mac: "52:54:00:12:34:56",
        findings: [{ detail: 'filter "lab-lan-dev" does not exist', code: "filter-gone" }],
        remedy: 'Run "pulumi refresh", then "pulumi up", to restore it.',
    },
});

export const guardStepFailed = defineError<{ step: string; says: string }>({
    code: "guard-step-failed",
    title: "A step of the guard's repair failed",
    what: ({ step, says }) => `The guard could not ${step}: ${says}.`,
    remedy: "Fix the reported problem. The affected guests stay unplugged, and the guard tries again.",
    example: { step: "reload libvirtd", says: "kill ESRCH" },
});

export const guardNoSystemd = defineError({
    code: "guard-no-systemd",
    title: "The host does not run systemd",
    what: () => "This host does not run systemd, so the guard cannot be installed as a service.",
    remedy: 'Configure the init system of the host to run "xplab guard --watch" as root at boot.',
    example: undefined,
});

export const guardUnitFailed = defineError<{ command: string; says: string }>({
    code: "guard-unit-failed",
    title: "systemd rejected the guard's unit",
    what: ({ command, says }) => `"${command}" failed: ${says}.`,
    remedy: 'Check "journalctl -u xplab-guard", fix the reported problem, and run the same command again.',
    example: { command: "systemctl enable --now xplab-guard.service", says: "Access denied" },
});
