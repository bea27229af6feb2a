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
        address: Ipv4Address.describe("The address that it is leased, inside the subnet."),
    })
    .meta({ id: "NetworkDhcpHost", description: "A guest whose address is fixed." });

export const NetworkIpv4 = z
    .strictObject({
        address: Ipv4Address.optional().describe(
            "The host's address on the bridge. Default: the first of a free subnet inside 10.64.0.0/10, chosen at creation and kept.",
        ),
        prefixLength: z
            .int()
            .min(8)
            .max(30)
            .default(24)
            .describe("Length of the subnet's prefix, 8 to 30. Default: 24."),
        dhcp: z
            .boolean()
            .default(true)
            .describe(
                "Whether dnsmasq leases the subnet's other addresses, without time limit. Default: true.",
            ),
        reservedOnly: z
            .boolean()
            .default(false)
            .describe(
                "Whether dnsmasq leases nothing but reserved addresses: those of dhcpHosts, and one for each interface of a domain on this host that is plugged in, chosen when it is and kept. Needs dhcp. Default: false, any free address to whoever asks.",
            ),
        dns: z
            .boolean()
            .default(false)
            .describe("Whether dnsmasq answers DNS queries of guests. Default: false."),
        dhcpHosts: z
            .record(HostName, DhcpHost)
            .default({})
            .describe(
                "Guests that are always leased the same address, by their host name. Needs address and dhcp. Default: none.",
            ),
        dnsHosts: z
            .record(HostName, Ipv4Address)
            .default({})
            .describe(
                "Addresses that dnsmasq answers with, by host name. Needs dns. Default: none.",
            ),
    })
    .meta({ id: "NetworkIpv4", description: "IPv4 on a network." });

const NetworkForward = z
    .strictObject({
        mode: z
            .enum(["nat", "bridge"])
            .describe(
                "nat: the host routes for guests, under its own address; bridge: guests are on a bridge that the host has, with the network behind it.",
            ),
    })
    .meta({ id: "NetworkForward", description: "How guests get beyond a network." });

const inputs = z.strictObject({
    name: ObjectName.optional().describe(
        "Name of the network, unique on the host. Default: the resource's name.",
    ),
    uuid: Uuid.optional().describe(
        "UUID of the network. Default: drawn from the owner and the URN at creation, kept after.",
    ),
    title: Text.optional().describe(
        "A line for people, kept in the network's metadata. Default: none.",
    ),
    forward: NetworkForward.optional().describe(
        "How guests get beyond the network; a network filter has to hold back what they must not reach. Default: not at all.",
    ),
    bridge: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9._-]{0,14}$/, "must be an interface name of 1 to 15 characters")
        .optional()
        .describe(
            "Name of the bridge; with forward mode bridge, of the host's. Default: the next free virbrN, chosen at creation and kept.",
        ),
    macAddress: MacAddress.optional().describe(
        "MAC address of the bridge, unless it is the host's. Default: drawn from the UUID at creation, kept after.",
    ),
    ipv4: NetworkIpv4.optional().describe(
        "IPv4 of the host on the bridge, and DHCP. Default: none, the host has no address there.",
    ),
    autostart: z
        .boolean()
        .default(true)
        .describe("Whether the network starts with the host. Default: true."),
    active: z
        .boolean()
        .default(true)
        .describe(
            "Whether the network runs. Guests that run are plugged in when it starts. Default: true.",
        ),
});
export type Network = z.infer<typeof inputs>;

// https://libvirt.org/formatnetwork.html
export const Network = resourceSchema({
    token: "libvirt:index:Network",
    description:
        "A virtual network: a bridge of its own, without forwarding unless forward says so, or one of the host's. Guests on it still reach each other and the host unless a network filter says otherwise. Has no IPv6.",
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
            .describe("Subnet in the form 10.64.3.0/24; absent without ipv4."),
        publicAddresses: z
            .array(z.string())
            .optional()
            .describe(
                "With forward mode nat: public IPv4 addresses of the host itself, as subnets, when the network was last made, changed or refreshed. Guests reach the host by them unless a filter names them.",
            ),
        hostMacs: z
            .array(z.string())
            .optional()
            .describe(
                "With forward mode bridge: MAC addresses that the host itself has on the bridge, when the network was last made, changed or refreshed.",
            ),
        token: z.string().describe("Drawn at each creation; tells two objects of one UUID apart."),
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
