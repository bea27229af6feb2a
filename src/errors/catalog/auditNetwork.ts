import { defineWeakness } from "../core/weakness";

/** What is weaker about the networks of labs, and about the guests' plugs in them. */

/** More than these nobody reads. */
const MOST = 3;

const PUT_BACK = 'Run "pulumi refresh" and "pulumi up", which put it back.';
const REPAIR =
    'Run "sudo xplab guard --repair", which unplugs the guest until that is put right. It keeps running.';

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
    title: "A NIC has another network filter than its network's",
    says: ({ mac, filter, declared }) => `NIC ${mac} has filter "${filter}", not "${declared}"`,
    remedy: PUT_BACK,
    example: { mac: "52:54:00:12:34:56", filter: "clean-traffic", declared: "lab-lan-dev" },
});

export const nicMoved = defineWeakness<{
    mac: string;
    where: string;
    declared: string;
    /** Whether libvirt has it where it belongs, and the host's kernel has not. */
    isBehindLibvirt: boolean;
}>({
    code: "nic-moved",
    severity: "problem",
    title: "A NIC is not where it was plugged in",
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
    title: "A NIC is on something that is no network of its lab",
    says: ({ mac, where }) => `NIC ${mac} is on ${where}, which is no network of its lab`,
    remedy: PUT_BACK,
    example: { mac: "52:54:00:12:34:56", where: 'network "default"' },
});

export const nicExtra = defineWeakness<{ macs: readonly string[] }>({
    code: "nic-extra",
    severity: "problem",
    title: "A machine has more than one NIC",
    says: ({ macs }) => `it has ${macs.length} NICs instead of one: ${macs.join(", ")}`,
    remedy: ({ macs }) =>
        `Take away what you have not declared: virsh detach-interface DOMAIN network --mac ${macs.at(-1) ?? ""} --persistent.`,
    example: { macs: ["52:54:00:12:34:56", "52:54:00:65:43:21"] },
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
    title: "A network filter lets more pass than the network's reach",
    says: ({ filter, reach, extra, missing, same }) =>
        same === undefined
            ? `filter "${filter}" lets more pass than reach "${reach}": ${changesOf(extra, missing)}`
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
    title: "libvirt does not hold a guest's tap to its filter",
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
    title: "The rules on a guest's tap let more pass than its filter",
    says: ({ tap, filter, extra, missing }) =>
        `the rules on tap ${tap} let more pass than filter "${filter}": ${changesOf(extra, missing)}`,
    remedy: REPAIR,
    example: { tap: "vnet3", filter: "lab-lan-dev", extra: ["-j ACCEPT"], missing: [] },
});

export const portNotIsolated = defineWeakness<{
    mac: string;
    reach: string;
    /** Whether libvirt has it isolated, and the host's kernel has not. */
    isBehindLibvirt: boolean;
}>({
    code: "port-not-isolated",
    severity: "problem",
    title: "The bridge does not keep a guest from its neighbours",
    says: ({ mac, reach }) =>
        `the bridge's port of NIC ${mac} is not isolated, as reach "${reach}" has it`,
    remedy: ({ isBehindLibvirt }) => (isBehindLibvirt ? REPAIR : PUT_BACK),
    example: { mac: "52:54:00:12:34:56", reach: "dhcp", isBehindLibvirt: true },
});

export const captureAbsent = defineWeakness<{ mac: string }>({
    code: "capture-absent",
    severity: "problem",
    title: "A machine is not recorded, as its network says",
    says: ({ mac }) => `what NIC ${mac} sends and receives is not recorded, as its network says`,
    remedy: `${PUT_BACK} The machine is restarted.`,
    example: { mac: "52:54:00:12:34:56" },
});

export const captureEnded = defineWeakness<{ mac: string; file: string }>({
    code: "capture-ended",
    severity: "problem",
    title: "A machine is recorded no more, and runs on",
    says: ({ mac, file }) =>
        `what NIC ${mac} sends and receives is recorded no more: virtlogd does not have "${file}" open`,
    remedy: "Save the capture, see that virtlogd runs, and start the machine anew.",
    example: {
        mac: "52:54:00:12:34:56",
        file: "/var/lib/libvirt/images/lab-dev/lab-dev-xp-capture",
    },
});

export const networkWider = defineWeakness<{ what: string; reach: string }>({
    code: "network-wider",
    severity: "problem",
    title: "A network offers what its reach does not have",
    says: ({ what, reach }) => `it ${what}, which reach "${reach}" does not`,
    remedy: PUT_BACK,
    example: { what: "forwards (nat)", reach: "dhcp" },
});

export const bridgeShared = defineWeakness<{ bridge: string; who: string }>({
    code: "bridge-shared",
    severity: "problem",
    title: "Something that is not of the lab is on a network's bridge",
    says: ({ bridge, who }) => `bridge "${bridge}" has a port of ${who}`,
    remedy: "Unplug it from the bridge: each lab has bridges of its own.",
    example: { bridge: "virbr3", who: 'domain "other"' },
});

export const bridgeLinkLocal = defineWeakness<{ bridge: string }>({
    code: "bridge-link-local",
    severity: "problem",
    title: "The host speaks IPv6 on a network's bridge",
    says: ({ bridge }) => `IPv6 is on at bridge "${bridge}"`,
    remedy: ({ bridge }) => `Switch it off: sysctl net.ipv6.conf.${bridge}.disable_ipv6=1.`,
    example: { bridge: "virbr3" },
});

export const bridgeAddress = defineWeakness<{ bridge: string; address: string }>({
    code: "bridge-address",
    severity: "problem",
    title: "The host has an address on a network's bridge that the network does not have",
    says: ({ bridge, address }) => `the host has address ${address} on bridge "${bridge}"`,
    remedy: ({ bridge, address }) => `Remove it: ip address delete ${address} dev ${bridge}.`,
    example: { bridge: "virbr3", address: "192.168.7.1/24" },
});

export const firewallFlushed = defineWeakness<{ bridge: string }>({
    code: "firewall-flushed",
    severity: "problem",
    title: "The host's firewall has lost libvirt's rules for a network",
    says: ({ bridge }) =>
        `the host's firewall does not refuse what it would route from and to bridge "${bridge}": libvirt's rules were flushed`,
    remedy: REPAIR,
    example: { bridge: "virbr3" },
});

export const firewallBypassed = defineWeakness<{ bridge: string; rules: readonly string[] }>({
    code: "firewall-bypassed",
    severity: "problem",
    title: "A rule of the host's firewall comes before libvirt's rules for a network",
    says: ({ bridge, rules }) =>
        `the host's firewall lets packets from or to bridge "${bridge}" through before libvirt's rules are asked: ${listOf(rules)}`,
    remedy: 'Run "sudo xplab guard --repair", which puts libvirt\'s chains and rules before it. Guests keep running.',
    example: { bridge: "virbr3", rules: ["-A FORWARD -j ACCEPT"] },
});

export const framesTaken = defineWeakness<{ rules: readonly string[] }>({
    code: "frames-taken",
    severity: "problem",
    title: "A rule of nftables takes frames away before libvirt's filters are asked",
    says: ({ rules }) =>
        `nftables takes frames to another interface or program before libvirt's filters are asked: ${listOf(rules)}`,
    remedy: "Remove the rule if it covers the interfaces of guests; nft -a list ruleset shows its handle.",
    example: { rules: ['fwd to "eth0"'] },
});

export const tapGuardMissing = defineWeakness<{ missing: number; of: number }>({
    code: "tap-guard-missing",
    severity: "problem",
    title: "Guests reach the host by what no network filter sees",
    says: ({ missing, of }) =>
        `the host's firewall lets link-control frames, or DHCP messages in another's name, through to the host: ${missing} of ${of} rules are missing, or come after one that accepts`,
    remedy: 'Run "sudo xplab guard", which puts them first.',
    example: { missing: 5, of: 5 },
});

export const forwardingOn = defineWeakness({
    code: "forwarding-on",
    severity: "warning",
    title: "The host routes IPv4, and no network of libvirt needs it",
    says: "the host routes IPv4 (net.ipv4.ip_forward), and no network of libvirt needs it",
    remedy: "When nothing else on the host needs it: sysctl net.ipv4.ip_forward=0.",
    example: undefined,
});

function changesOf(extra: readonly string[], missing: readonly string[]): string {
    const parts = [
        ...(extra.length > 0 ? [`added ${listOf(extra)}`] : []),
        ...(missing.length > 0 ? [`missing ${listOf(missing)}`] : []),
    ];
    return parts.length > 0 ? parts.join(", ") : "they stand in another order";
}

function listOf(rules: readonly string[]): string {
    const rest = rules.length - MOST;
    const shown = rules.slice(0, MOST).map((rule) => `"${rule}"`);
    return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
