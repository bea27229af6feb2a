import { z } from "zod";
import { HostName, Ipv4Address, MacAddress, ObjectName, Text, Uuid } from "../core/leaves";
import { resourceSchema } from "../core/resource";
import {
    validateHostAddress,
    validateDhcpHostsUnique,
    validateDhcpHosts,
    validateDhcpHostsUsed,
    validateDnsHosts,
    validateDns,
    validateHostBridge,
    validateNat,
    validateReservedOnly,
    validateSubnetSize,
} from "./networkRules";

const DhcpHost = z
    .strictObject({
        mac: MacAddress.describe("MAC address of the guest."),
        address: Ipv4Address.describe(
            "IPv4 address that is leased to the guest, inside the subnet.",
        ),
    })
    .meta({ id: "NetworkDhcpHost", description: "A guest with a fixed address." });

const NetworkIpv4 = z
    .strictObject({
        address: Ipv4Address.optional().describe(
            "The host's IPv4 address on the bridge. Default: the first address of a free subnet in 10.64.0.0/10, chosen at creation and then kept.",
        ),
        prefixLength: z
            .int()
            .min(8)
            .max(30)
            .default(24)
            .describe("Prefix length of the subnet, 8 to 30. Default: 24."),
        dhcp: z
            .boolean()
            .default(true)
            .describe(
                "Whether dnsmasq leases the subnet's other addresses, with leases that never expire. Default: true.",
            ),
        reservedOnly: z
            .boolean()
            .default(false)
            .describe(
                "Whether dnsmasq leases reserved addresses only: those of dhcpHosts, and one for each interface of a domain on this host, chosen when it is plugged in and then kept. Requires dhcp. Default: false; anyone who asks gets a free address.",
            ),
        dns: z
            .boolean()
            .default(false)
            .describe("Whether dnsmasq answers DNS queries from guests. Default: false."),
        dhcpHosts: z
            .record(HostName, DhcpHost)
            .default({})
            .describe(
                "Guests with a fixed address, by host name. Requires address and dhcp. Default: none.",
            ),
        dnsHosts: z
            .record(HostName, Ipv4Address)
            .default({})
            .describe(
                "IPv4 addresses that dnsmasq resolves names to, by host name. Requires dns. Default: none.",
            ),
    })
    .meta({ id: "NetworkIpv4", description: "IPv4 on a network." });

const NetworkForward = z
    .strictObject({
        mode: z
            .enum(["nat", "bridge"])
            .describe(
                "nat (the host routes guests' traffic, under its own address) or bridge (guests are on a bridge of the host, with the network behind it).",
            ),
    })
    .meta({ id: "NetworkForward", description: "How guests reach beyond a network." });

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the network, unique on the host. Default: the resource's name.",
    ),
    uuid: Uuid.optional().describe(
        "UUID of the network. Default: derived from the owner and the URN at creation, then kept.",
    ),
    title: Text.optional().describe(
        "One line of human-readable text, kept in the network's metadata. Default: none.",
    ),
    forward: NetworkForward.optional().describe(
        "How guests reach beyond the network. A network filter must block what they may not reach. Default: none; guests do not reach beyond it.",
    ),
    bridge: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9._-]{0,14}$/, "must be an interface name of 1 to 15 characters")
        .optional()
        .describe(
            "Name of the bridge, 1 to 15 characters; with forward mode bridge, of the host's bridge. Default: the next free virbrN, chosen at creation and then kept.",
        ),
    macAddress: MacAddress.optional().describe(
        "MAC address of the bridge, unless the bridge is the host's. Default: derived from the UUID at creation, then kept.",
    ),
    ipv4: NetworkIpv4.optional().describe(
        "IPv4 of the host on the bridge, and DHCP. Default: none; the host has no address there.",
    ),
    autostart: z
        .boolean()
        .default(true)
        .describe("Whether the network starts with the host. Default: true."),
    active: z
        .boolean()
        .default(true)
        .describe(
            "Whether the network is started. Running guests are plugged in when it starts. Default: true.",
        ),
});
export type Network = z.infer<typeof inputs>;

// https://libvirt.org/formatnetwork.html
export const Network = resourceSchema({
    token: "libvirt:index:Network",
    description:
        "A virtual network: a bridge of its own, without forwarding unless forward is set, or a bridge of the host. Without a network filter, guests on it reach each other and the host. It has no IPv6.",
    inputs,
    outputs: z.object({
        bridge: z.string().describe("Name of the bridge."),
        address: z
            .string()
            .optional()
            .describe("The host's IPv4 address on the bridge; absent without ipv4."),
        subnet: z
            .string()
            .optional()
            .describe("Subnet, such as 10.64.3.0/24; absent without ipv4."),
        publicAddresses: z
            .array(z.string())
            .optional()
            .describe(
                "With forward mode nat: the host's own public IPv4 addresses, as subnets, when the network was last created, updated or refreshed. Guests reach the host through them unless a filter blocks them.",
            ),
        hostMacs: z
            .array(z.string())
            .optional()
            .describe(
                "With forward mode bridge: the host's own MAC addresses on the bridge, when the network was last created, updated or refreshed.",
            ),
        token: z
            .string()
            .describe("Random at each creation; distinguishes two objects with the same UUID."),
    }),
    rules: [
        validateDns,
        validateNat,
        validateHostBridge,
        validateSubnetSize,
        validateHostAddress,
        validateReservedOnly,
        validateDhcpHostsUsed,
        validateDhcpHosts,
        validateDhcpHostsUnique,
        validateDnsHosts,
    ],
    effects: {
        name: "replace",
        uuid: "replace",
        title: "live",
        forward: "restart",
        bridge: "restart",
        macAddress: "restart",
        ipv4: "restart",
        "ipv4.reservedOnly": "live",
        "ipv4.dhcpHosts": "live",
        "ipv4.dnsHosts": "live",
        autostart: "live",
        active: "power",
    },
});
