import { z } from "zod";
import { FilterName, Uuid } from "../core/leaves";
import { resourceSchema } from "../core/resource";

const FilterRule = z
    .strictObject({
        action: z
            .enum(["accept", "drop", "reject"])
            .describe("What happens to a matching frame: accept, drop or reject."),
        direction: z
            .enum(["in", "out", "inout"])
            .describe("Direction as seen from the guest: in, out or inout (both)."),
        priority: z
            .int()
            .min(-1000)
            .max(1000)
            .default(500)
            .describe("Order of the rule, -1000 to 1000; the lowest is tried first. Default: 500."),
        protocol: z
            .string()
            .regex(
                /^[a-z][a-z0-9-]*$/,
                "must be a protocol of libvirt's filters such as mac, arp or ip",
            )
            .describe(
                "Protocol element of libvirt's filters: mac, vlan, stp, arp, ip, ipv6, tcp...",
            ),
        match: z
            .record(
                z.string().regex(/^[a-z][a-z0-9]*$/, "must be lower-case letters and digits"),
                z.string(),
            )
            .default({})
            .describe(
                "Attributes of that element, as libvirt names them. Default: none; every frame matches.",
            ),
    })
    .meta({ id: "FilterRule", description: "A rule of a network filter." });
export type FilterRule = z.infer<typeof FilterRule>;

// https://libvirt.org/formatnwfilter.html
export const NetworkFilter = resourceSchema({
    token: "libvirt:index:NetworkFilter",
    description:
        "A network filter (nwfilter): rules that libvirtd applies to a guest's tap before its first packet. libvirt refuses to delete it while a running guest uses it.",
    inputs: z.strictObject({
        name: FilterName.optional().describe(
            "Name of the filter, unique on the host. Default: the resource's name.",
        ),
        uuid: Uuid.optional().describe(
            "UUID of the filter. Default: derived from the owner and the URN at creation, then kept.",
        ),
        chain: z
            .string()
            .default("root")
            .describe("Chain that the rules belong to. Default: root."),
        rules: z.array(FilterRule).describe("Rules, tried in the order of their priority."),
    }),
    outputs: z.object({}),
    rules: [],
    // A filter's rules are brought to the taps of running guests by its definition.
    effects: { name: "replace", uuid: "replace", chain: "live", rules: "live" },
});
export type NetworkFilter = z.infer<typeof NetworkFilter.inputs>;
