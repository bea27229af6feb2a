import { z } from "zod";
import { Ipv4Address, MacAddress, ObjectName, Text, Uuid } from "./leaves";
import { resourceSchema, type Issue } from "./resource";
import { addressAt, broadcastOf, networkOf } from "./subnet";

const Ipv4 = z
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
        dns: z
            .boolean()
            .default(false)
            .describe("Whether dnsmasq answers DNS queries of guests. Default: false."),
    })
    .meta({ id: "NetworkIpv4", description: "IPv4 on a network." });

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
    bridge: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9._-]{0,14}$/, "must be an interface name of 1 to 15 characters")
        .optional()
        .describe(
            "Name of the bridge. Default: the next free virbrN, chosen at creation and kept.",
        ),
    macAddress: MacAddress.optional().describe(
        "MAC address of the bridge. Default: drawn from the UUID at creation, kept after.",
    ),
    ipv4: Ipv4.optional().describe(
        "IPv4 of the host on the bridge, and DHCP. Default: none, the host has no address there.",
    ),
    autostart: z
        .boolean()
        .default(true)
        .describe("Whether the network starts with the host. Default: true."),
});
export type Network = z.infer<typeof inputs>;

// https://libvirt.org/formatnetwork.html
export const Network = resourceSchema({
    token: "libvirt:index:Network",
    description:
        "A virtual network without forwarding: a bridge of its own. Guests on it still reach each other and the host unless a network filter says otherwise. Has no IPv6.",
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
        token: z.string().describe("Drawn at each creation; tells two objects of one UUID apart."),
    }),
    rules: [dnsNeedsDhcp, wideSubnetIsNamed, addressIsOfAHost],
});

export function dnsNeedsDhcp(network: Network): Issue[] {
    return network.ipv4?.dns === true && !network.ipv4.dhcp
        ? [{ path: ["ipv4", "dns"], message: "must be false when dhcp is false" }]
        : [];
}

/** Those that are chosen lie inside a /10. */
export function wideSubnetIsNamed({ ipv4 }: Network): Issue[] {
    return ipv4 !== undefined && ipv4.address === undefined && ipv4.prefixLength < 10
        ? [{ path: ["ipv4", "address"], message: "is required when prefixLength is less than 10" }]
        : [];
}

/** A subnet's first and last address are nobody's, and DHCP leases those above the host's. */
export function addressIsOfAHost({ ipv4 }: Network): Issue[] {
    if (!Ipv4.safeParse(ipv4).success || ipv4?.address === undefined) return [];
    const { address, prefixLength, dhcp } = ipv4;
    const path = ["ipv4", "address"];
    const last = broadcastOf(address, prefixLength);
    if (address === last || address === networkOf(address, prefixLength))
        return [{ path, message: "must not be the first or last address of its subnet" }];
    return dhcp && address === addressAt(last, -1)
        ? [{ path, message: "must leave addresses above it for DHCP to lease" }]
        : [];
}
