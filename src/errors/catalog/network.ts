import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";
import { defineWeakness } from "../core/weakness";

export const rulesLost = defineWeakness<{ what: string }>({
    code: "rules-lost",
    severity: "warning",
    title: "The host's firewall has lost the rules that confine a lab",
    says: ({ what }) =>
        `The host's firewall has lost libvirt's rules for ${what}: guests may reach further than their lab declares`,
    remedy: 'Run "sudo xplab guard --repair". "xplab audit" shows the details.',
    example: { what: "tap vnet3 of NIC 52:54:00:12:34:56" },
});

export const networkCannotStart = defineError<{
    name: string;
    reason: string;
    fields: readonly string[];
}>({
    code: "network-cannot-start",
    title: "libvirt could not start a network",
    what: ({ name, reason }) => `Network "${name}" could not start: ${reason}.`,
    remedy: ({ fields }) =>
        fields.length === 0
            ? "Fix the cause on the host and run again."
            : `Set ${fields.join(" or ")} to one that nothing else on the host uses.`,
    example: {
        name: "lab-dev-lan",
        reason: "internal error: Network is already in use by interface virbr0",
        fields: ["ipv4.address"],
    },
});

export const subnetFull = defineError<{ name: string; subnet: string; mac: string }>({
    code: "subnet-full",
    title: "A network has no free address for an interface",
    what: ({ name, subnet, mac }) =>
        `Network "${name}" has no free address in ${subnet} for interface ${mac}.`,
    remedy: "Connect fewer machines to it, add another network, or set a shorter ipv4.prefixLength.",
    example: { name: "lab-dev-lan", subnet: "10.64.3.0/24", mac: "52:54:00:12:34:56" },
});

export const filterInUse = defineError<{ name: string }>({
    code: "filter-in-use",
    title: "A network filter that a running guest uses cannot be deleted",
    what: ({ name }) => `NetworkFilter "${name}" is used by a running domain.`,
    remedy: "Stop that domain, or give it another filter, then run again.",
    example: { name: "lab-dev-lan" },
});

export const dnsWithoutDhcp = defineFinding({
    code: "dns-without-dhcp",
    title: "DNS requires DHCP",
    says: "must be false when dhcp is false",
    remedy: "Set ipv4.dhcp to true, or ipv4.dns to false.",
    example: { path: ["ipv4", "dns"], facts: undefined },
});

export const wideSubnetUnnamed = defineFinding({
    code: "wide-subnet-unnamed",
    title: "A subnet that is too wide to be chosen automatically has no address",
    says: "is required when prefixLength is less than 10",
    remedy: "Set ipv4.address, or a longer prefixLength.",
    example: { path: ["ipv4", "address"], facts: undefined },
});

export const addressReserved = defineFinding({
    code: "address-of-nobody",
    title: "The host's address is the first or last of its subnet",
    says: "must not be the first or last address of its subnet",
    remedy: "Set ipv4.address to one between them.",
    example: { path: ["ipv4", "address"], facts: undefined },
});

export const noRoomForDhcp = defineFinding({
    code: "no-room-for-dhcp",
    title: "The subnet has no address above the host's to lease",
    says: "must leave addresses above it for DHCP to lease",
    remedy: "Set a lower address or a shorter prefixLength, or dhcp to false.",
    example: { path: ["ipv4", "address"], facts: undefined },
});

export const reservedOnlyWithoutDhcp = defineFinding({
    code: "reserved-only-without-dhcp",
    title: "Reserved addresses require DHCP",
    says: "must be false when dhcp is false",
    remedy: "Set ipv4.dhcp to true, or remove ipv4.reservedOnly.",
    example: { path: ["ipv4", "reservedOnly"], facts: undefined },
});

export const dhcpHostsWithoutDhcp = defineFinding({
    code: "dhcp-hosts-without-dhcp",
    title: "Fixed addresses require DHCP",
    says: "must be empty when dhcp is false",
    remedy: "Set ipv4.dhcp to true, or remove ipv4.dhcpHosts.",
    example: { path: ["ipv4", "dhcpHosts"], facts: undefined },
});

export const dhcpHostsWithoutAddress = defineFinding({
    code: "dhcp-hosts-without-address",
    title: "Fixed addresses require a declared subnet",
    says: "is required when dhcpHosts has entries",
    remedy: "Set ipv4.address, which determines the subnet.",
    example: { path: ["ipv4", "address"], facts: undefined },
});

export const dhcpHostOutside = defineFinding<{ subnet: string }>({
    code: "dhcp-host-outside",
    title: "A guest's fixed address is outside the network's subnet",
    says: ({ subnet }) => `must be inside the subnet ${subnet}`,
    remedy: "Set an address in that subnet, or another ipv4.address.",
    example: {
        path: ["ipv4", "dhcpHosts", "patient", "address"],
        facts: { subnet: "10.64.3.0/24" },
    },
});

export const dhcpHostReserved = defineFinding({
    code: "dhcp-host-reserved",
    title: "A guest's fixed address is the host's, or the subnet's first or last",
    says: "must be neither the host's address nor the first or last of the subnet",
    remedy: "Set another address in the subnet.",
    example: { path: ["ipv4", "dhcpHosts", "patient", "address"], facts: undefined },
});

export const dhcpHostsEqual = defineFinding<{ other: string }>({
    code: "dhcp-hosts-equal",
    title: "Two guests have the same MAC address or fixed address",
    says: ({ other }) => `must differ from that of "${other}"`,
    remedy: "Change one of them.",
    example: { path: ["ipv4", "dhcpHosts", "analyst", "mac"], facts: { other: "patient" } },
});

export const dnsHostsWithoutDns = defineFinding({
    code: "dns-hosts-without-dns",
    title: "DNS entries require DNS",
    says: "must be empty when dns is false",
    remedy: "Set ipv4.dns to true, or remove ipv4.dnsHosts.",
    example: { path: ["ipv4", "dnsHosts"], facts: undefined },
});

export const natWithoutIpv4 = defineFinding({
    code: "nat-without-addresses",
    title: "NAT requires addresses",
    says: "is required when forward.mode is nat",
    remedy: "Set ipv4; {} is enough.",
    example: { path: ["ipv4"], facts: undefined },
});

export const bridgeNeedsName = defineFinding({
    code: "bridge-needs-name",
    title: "A network in bridge mode names no bridge of the host",
    says: "is required when forward.mode is bridge",
    remedy: "Set bridge to the name of the host's bridge.",
    example: { path: ["bridge"], facts: undefined },
});

export const bridgeWithIpv4 = defineFinding({
    code: "bridge-with-addresses",
    title: "A network in bridge mode cannot have addresses",
    says: "must be absent when forward.mode is bridge",
    remedy: "Remove ipv4.",
    example: { path: ["ipv4"], facts: undefined },
});
