import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

/** Only the taps of a bridge carry network filters: libvirt refuses a filter on a NIC that guests share (macvtap). */
export const noHostBridge = defineError<{ network: string; name: string; master?: string }>({
    code: "no-host-bridge",
    title: "A network is to be plugged into something that is not a bridge of the host",
    what: ({ network, name }) =>
        `Network "${network}" cannot be plugged into "${name}", which is not a bridge of the host: filters hold on bridges alone.`,
    remedy: ({ name, master }) =>
        master === undefined
            ? `Make "${name}" a port of a bridge in the host's own network configuration, and name that bridge.`
            : `Name the bridge "${master}", of which "${name}" is a port.`,
    example: { network: "lab-dev-lan", name: "eth1", master: "br0" },
});

/** Its guests would join those of another lab. */
export const bridgeOfNetwork = defineError<{ network: string; bridge: string; other: string }>({
    code: "bridge-of-network",
    title: "A network is to be plugged into the bridge of another virtual network",
    what: ({ network, bridge, other }) =>
        `Network "${network}" cannot be plugged into "${bridge}", which is the bridge of network "${other}".`,
    remedy: 'Name a bridge of the host that has a NIC as its port, such as "br0".',
    example: { network: "lab-dev-lan", bridge: "virbr0", other: "default" },
});

/** A filter can shield only the addresses that it names. */
export const hostUnseen = defineError<{ network: string; address: string }>({
    code: "host-unseen",
    title: "The host's addresses cannot be told from here",
    what: ({ network, address }) =>
        `Network "${network}" has the host at ${address}, but no network interface has that address here: Pulumi does not run in the host's own network, and cannot tell which addresses to shield from guests.`,
    remedy: "Run Pulumi on the host itself, or in a container that shares its network (--network host).",
    example: { network: "lab-dev-wan", address: "10.64.3.1" },
});

export const riskNotAccepted = defineFinding<{ risk: string; reach: string }>({
    code: "risk-not-accepted",
    title: "Guests would get beyond the host, and nobody has said that the risk is known",
    says: ({ risk, reach }) => `must be "${risk}" when reach is "${reach}"`,
    remedy: "Write the sentence into accept, or choose a smaller reach.",
    example: {
        path: ["networks", "wan", "accept"],
        facts: { risk: "XP on this network can be taken over", reach: "internet" },
    },
});

export const bridgeNotNamed = defineFinding({
    code: "bridge-not-named",
    title: "A network is to be plugged into a bridge of the host, and none is named",
    says: 'must name a bridge of the host when reach is "interface"',
    remedy: "Name the bridge that has the host's NIC as its port, such as br0.",
    example: { path: ["networks", "office", "interface"], facts: undefined },
});

export const notWithReach = defineFinding<{ reach: string }>({
    code: "not-with-reach",
    title: "A setting of a network belongs to another reach",
    says: ({ reach }) => `must be absent when reach is "${reach}"`,
    remedy: "Remove it, or choose the reach that it belongs to.",
    example: { path: ["networks", "lan", "interface"], facts: { reach: "dhcp" } },
});

export const reachAbovePolicy = defineFinding<{
    reach: string;
    allowed: readonly string[];
    source: string;
}>({
    code: "reach-above-policy",
    title: "A network reaches farther than a policy allows",
    says: ({ reach, allowed, source }) => {
        const all = allowed.map((one) => `"${one}"`).join(" or ");
        return `must be ${all}, not "${reach}": ${source} allows no more`;
    },
    remedy: "Choose a smaller reach, or have the policy changed by those whose it is.",
    example: {
        path: ["networks", "wan", "reach"],
        facts: {
            reach: "internet",
            allowed: ["nothing", "dhcp", "guests"],
            source: "the environment variable XPLAB_MAX_REACH",
        },
    },
});
