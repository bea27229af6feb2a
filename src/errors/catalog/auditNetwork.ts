import { defineWeakness } from "../core/weakness";

/** Weaknesses of the networks of labs, and of the guests' connections to them. */

/** Nobody reads a longer list. */
const MOST = 3;

const PUT_BACK = 'Run "pulumi refresh", then "pulumi up", to restore it.';
const REPAIR =
    'Run "sudo xplab guard --repair", which unplugs the guest until this is repaired. The guest keeps running.';

export const nicUnfiltered = defineWeakness<{ mac: string }>({
    code: "nic-unfiltered",
    severity: "problem",
    title: "A NIC has no network filter",
    says: ({ mac }) => `NIC ${mac} has no network filter`,
    remedy: PUT_BACK,
    example: { mac: "52:54:00:12:34:56" },
});

export const nicFilterOther = defineWeakness<{ mac: string; filter: string; declared: string }>({
    code: "nic-filter-other",
    severity: "problem",
    title: "A NIC does not have its network's filter",
    says: ({ mac, filter, declared }) => `NIC ${mac} has filter "${filter}", not "${declared}"`,
    remedy: PUT_BACK,
    example: { mac: "52:54:00:12:34:56", filter: "clean-traffic", declared: "lab-lan-dev" },
});

export const nicMoved = defineWeakness<{
    mac: string;
    where: string;
    declared: string;
    /** Whether only the host's kernel has the NIC elsewhere, and libvirt has it where it belongs. */
    isBehindLibvirt: boolean;
}>({
    code: "nic-moved",
    severity: "problem",
    title: "A NIC is connected elsewhere than declared",
    says: ({ mac, where, declared }) => `NIC ${mac} is on ${where}, not on ${declared}`,
    remedy: ({ isBehindLibvirt }) => (isBehindLibvirt ? REPAIR : PUT_BACK),
    example: {
        mac: "52:54:00:12:34:56",
        where: 'bridge "br0"',
        declared: 'network "lab-lan-dev"',
        isBehindLibvirt: false,
    },
});

export const nicForeign = defineWeakness<{ mac: string; where: string }>({
    code: "nic-foreign",
    severity: "problem",
    title: "A NIC is on a network outside its lab",
    says: ({ mac, where }) => `NIC ${mac} is on ${where}, which is not a network of its lab`,
    remedy: PUT_BACK,
    example: { mac: "52:54:00:12:34:56", where: 'network "default"' },
});

export const nicExtra = defineWeakness<{ macs: readonly string[]; type: string }>({
    code: "nic-extra",
    severity: "problem",
    title: "A machine has more than one NIC",
    says: ({ macs }) => `it has ${macs.length} NICs instead of one: ${macs.join(", ")}`,
    remedy: ({ macs, type }) =>
        `Remove the NIC that you did not declare: virsh detach-interface DOMAIN ${type} --mac ${macs.at(-1) ?? ""} --persistent.`,
    example: { macs: ["52:54:00:12:34:56", "52:54:00:65:43:21"], type: "network" },
});

export const filterGone = defineWeakness<{ filter: string }>({
    code: "filter-gone",
    severity: "problem",
    title: "The network filter of a NIC does not exist",
    says: ({ filter }) => `filter "${filter}" does not exist`,
    remedy: PUT_BACK,
    example: { filter: "lab-lan-dev" },
});

export const filterWider = defineWeakness<{
    filter: string;
    reach: string;
    extra: readonly string[];
    missing: readonly string[];
    same?: string | undefined;
}>({
    code: "filter-wider",
    severity: "problem",
    title: "A network filter allows more than the network's reach",
    says: ({ filter, reach, extra, missing, same }) =>
        same === undefined
            ? `filter "${filter}" allows more than reach "${reach}": ${changesOf(extra, missing)}`
            : `filter "${filter}" has the rules of reach "${same}", not of "${reach}"`,
    remedy: PUT_BACK,
    example: {
        filter: "lab-lan-dev",
        reach: "dhcp",
        extra: ["accept out 50 ip"],
        missing: ["drop inout 1000 mac"],
    },
});

export const tapUnbound = defineWeakness<{ tap: string; mac: string }>({
    code: "tap-unbound",
    severity: "problem",
    title: "libvirt has no filter bound to a guest's tap",
    says: ({ tap, mac }) => `libvirt has no filter bound to tap ${tap} of NIC ${mac}`,
    remedy: REPAIR,
    example: { tap: "vnet3", mac: "52:54:00:12:34:56" },
});

export const tapUnfiltered = defineWeakness<{ tap: string; mac: string }>({
    code: "tap-unfiltered",
    severity: "problem",
    title: "The host's firewall has no rules for a guest's tap",
    says: ({ tap, mac }) =>
        `the host's firewall has no rules for tap ${tap} of NIC ${mac}: they were flushed`,
    remedy: REPAIR,
    example: { tap: "vnet3", mac: "52:54:00:12:34:56" },
});

export const tapWider = defineWeakness<{
    tap: string;
    filter: string;
    extra: readonly string[];
    missing: readonly string[];
}>({
    code: "tap-wider",
    severity: "problem",
    title: "The rules of a guest's tap allow more than its filter",
    says: ({ tap, filter, extra, missing }) =>
        `the rules of tap ${tap} allow more than filter "${filter}": ${changesOf(extra, missing)}`,
    remedy: REPAIR,
    example: { tap: "vnet3", filter: "lab-lan-dev", extra: ["-j ACCEPT"], missing: [] },
});

export const portNotIsolated = defineWeakness<{
    mac: string;
    reach: string;
    /** Whether libvirt has the port isolated, and only the host's kernel does not. */
    isBehindLibvirt: boolean;
}>({
    code: "port-not-isolated",
    severity: "problem",
    title: "The bridge does not isolate a guest from its neighbours",
    says: ({ mac, reach }) =>
        `the bridge port of NIC ${mac} is not isolated, although reach "${reach}" requires it`,
    remedy: ({ isBehindLibvirt }) => (isBehindLibvirt ? REPAIR : PUT_BACK),
    example: { mac: "52:54:00:12:34:56", reach: "dhcp", isBehindLibvirt: true },
});

export const captureAbsent = defineWeakness<{ mac: string }>({
    code: "capture-absent",
    severity: "problem",
    title: "A machine is not recorded although its network is captured",
    says: ({ mac }) =>
        `the packets of NIC ${mac} are not recorded, although its network is captured`,
    remedy: `${PUT_BACK} This restarts the machine.`,
    example: { mac: "52:54:00:12:34:56" },
});

export const captureEnded = defineWeakness<{ mac: string; file: string }>({
    code: "capture-ended",
    severity: "problem",
    title: "A running machine is no longer recorded",
    says: ({ mac, file }) =>
        `the packets of NIC ${mac} are no longer recorded: virtlogd does not have "${file}" open`,
    remedy: "Save the capture, check that virtlogd runs, then shut the machine down and start it.",
    example: {
        mac: "52:54:00:12:34:56",
        file: "/var/lib/libvirt/images/lab-dev/lab-dev-xp-capture",
    },
});

export const networkWider = defineWeakness<{ what: string; reach: string }>({
    code: "network-wider",
    severity: "problem",
    title: "A network offers more than its reach allows",
    says: ({ what, reach }) => `it ${what}, which reach "${reach}" does not allow`,
    remedy: PUT_BACK,
    example: { what: "forwards (nat)", reach: "dhcp" },
});

export const bridgeShared = defineWeakness<{ bridge: string; who: string }>({
    code: "bridge-shared",
    severity: "problem",
    title: "Something outside the lab is on a network's bridge",
    says: ({ bridge, who }) => `bridge "${bridge}" has a port of ${who}`,
    remedy: "Unplug it from the bridge: each lab has bridges of its own.",
    example: { bridge: "virbr3", who: 'domain "other"' },
});

export const bridgeLinkLocal = defineWeakness<{ bridge: string }>({
    code: "bridge-link-local",
    severity: "problem",
    title: "The host has IPv6 enabled on a network's bridge",
    says: ({ bridge }) => `IPv6 is enabled on bridge "${bridge}"`,
    remedy: ({ bridge }) => `Disable it with "sudo sysctl net.ipv6.conf.${bridge}.disable_ipv6=1".`,
    example: { bridge: "virbr3" },
});

export const bridgeAddress = defineWeakness<{ bridge: string; address: string }>({
    code: "bridge-address",
    severity: "problem",
    title: "The host has an undeclared address on a network's bridge",
    says: ({ bridge, address }) => `the host has address ${address} on bridge "${bridge}"`,
    remedy: ({ bridge, address }) =>
        `Remove it with "sudo ip address delete ${address} dev ${bridge}".`,
    example: { bridge: "virbr3", address: "192.168.7.1/24" },
});

export const firewallFlushed = defineWeakness<{ bridge: string }>({
    code: "firewall-flushed",
    severity: "problem",
    title: "The host's firewall has lost libvirt's rules for a network",
    says: ({ bridge }) =>
        `the host's firewall does not block packets routed from or to bridge "${bridge}": libvirt's rules were flushed`,
    remedy: REPAIR,
    example: { bridge: "virbr3" },
});

export const firewallBypassed = defineWeakness<{ bridge: string; rules: readonly string[] }>({
    code: "firewall-bypassed",
    severity: "problem",
    title: "A firewall rule of the host bypasses libvirt's rules for a network",
    says: ({ bridge, rules }) =>
        `the host's firewall accepts packets from or to bridge "${bridge}" before libvirt's rules apply: ${listOf(rules)}`,
    remedy: 'Run "sudo xplab guard --repair", which moves libvirt\'s chains and rules to the front. Guests keep running.',
    example: { bridge: "virbr3", rules: ["-A FORWARD -j ACCEPT"] },
});

export const framesDiverted = defineWeakness<{ rules: readonly string[] }>({
    code: "frames-taken",
    severity: "problem",
    title: "An nftables rule diverts frames before libvirt's filters apply",
    says: ({ rules }) =>
        `nftables diverts frames to another interface or program before libvirt's filters apply: ${listOf(rules)}`,
    remedy: 'Remove the rule if it covers the interfaces of guests; "sudo nft -a list ruleset" shows its handle.',
    example: { rules: ['fwd to "eth0"'] },
});

export const tapGuardMissing = defineWeakness<{ missing: number; of: number }>({
    code: "tap-guard-missing",
    severity: "problem",
    title: "Guests can reach the host past the network filters",
    says: ({ missing, of }) =>
        `guests can send link-control frames or forged DHCP messages to the host: ${missing} of ${of} firewall rules are missing or come after an accept rule`,
    remedy: 'Run "sudo xplab guard", which puts the rules first.',
    example: { missing: 5, of: 5 },
});

export const forwardingOn = defineWeakness({
    code: "forwarding-on",
    severity: "warning",
    title: "The host routes IPv4 although no libvirt network needs it",
    says: "the host routes IPv4 (net.ipv4.ip_forward), although no libvirt network needs it",
    remedy: 'Run "sudo sysctl net.ipv4.ip_forward=0", unless something else on the host needs it.',
    example: undefined,
});

function changesOf(extra: readonly string[], missing: readonly string[]): string {
    const parts = [
        ...(extra.length > 0 ? [`added ${listOf(extra)}`] : []),
        ...(missing.length > 0 ? [`missing ${listOf(missing)}`] : []),
    ];
    return parts.length > 0 ? parts.join(", ") : "the order differs";
}

function listOf(rules: readonly string[]): string {
    const rest = rules.length - MOST;
    const shown = rules.slice(0, MOST).map((rule) => `"${rule}"`);
    return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
