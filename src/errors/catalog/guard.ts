import { defineError } from "../core/userError";

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

export const guardRunning = defineError<{ pid: string }>({
    code: "guard-running",
    title: "Another guard watches this host",
    what: ({ pid }) => `Process ${pid} is a guard that watches this host already.`,
    remedy: "Let it do the work, or end it first: systemctl stop xplab-guard, or Ctrl-C where it was started.",
    example: { pid: "812" },
});

export const guardHostElsewhere = defineError<{ uri: string }>({
    code: "guard-host-elsewhere",
    title: "The guests run in another network than this process sees",
    what: ({ uri }) =>
        `The interfaces of the guests at "${uri}" are not on this machine, as this process sees it.`,
    remedy: "Run the guard on the libvirt host itself, outside of any container.",
    example: { uri: "qemu:///system" },
});

export const guardUnplugFailed = defineError<{ machine: string; mac: string; says: string }>({
    code: "guard-unplug-failed",
    title: "The guard could not unplug a guest",
    what: ({ machine, mac, says }) =>
        `${machine} is weaker than its lab declares, and libvirt could not unplug NIC ${mac}: ${says}`,
    remedy: "Stop the machine with virsh destroy, then run xplab audit.",
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
        `${remedy} The guard plugs it in again once xplab audit finds nothing wrong with it.`,
    example: {
        machine: "machine dev/patient-1",
        mac: "52:54:00:12:34:56",
        findings: [{ detail: 'filter "lab-lan-dev" does not exist', code: "filter-gone" }],
        remedy: 'Run "pulumi refresh" and "pulumi up", which put it back.',
    },
});

export const guardStepFailed = defineError<{ step: string; says: string }>({
    code: "guard-step-failed",
    title: "A step of the guard's repair failed",
    what: ({ step, says }) => `The guard could not ${step}: ${says}.`,
    remedy: "The guests concerned stay unplugged, and the guard tries again. Fix what the message names.",
    example: { step: "reload libvirtd", says: "kill ESRCH" },
});

export const guardNoSystemd = defineError({
    code: "guard-no-systemd",
    title: "The host does not run systemd",
    what: () => "This host does not run systemd, so the guard cannot be installed as its unit.",
    remedy: 'Have the init system of the host run "xplab guard --watch" as root at each start.',
    example: undefined,
});

export const guardUnitFailed = defineError<{ command: string; says: string }>({
    code: "guard-unit-failed",
    title: "systemd did not take the guard's unit",
    what: ({ command, says }) => `"${command}" failed: ${says}.`,
    remedy: 'See "journalctl -u xplab-guard", fix what it names, and run the same command again.',
    example: { command: "systemctl enable --now xplab-guard.service", says: "Access denied" },
});
