import { alternatives } from "../core/alternatives";
import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

/** Network filters work only on the taps of a bridge: libvirt refuses them on a NIC that guests share (macvtap). */
export const noHostBridge = defineError<{ network: string; name: string; master?: string }>({
    code: "no-host-bridge",
    title: "The interface of a network is not a bridge of the host",
    what: ({ network, name }) =>
        `Network "${network}" cannot use "${name}", which is not a bridge of the host: filters work only on bridges.`,
    remedy: ({ name, master }) =>
        master === undefined
            ? `Make "${name}" a port of a bridge in the host's own network configuration, and name that bridge.`
            : `Name the bridge "${master}", which has "${name}" as a port.`,
    example: { network: "lab-dev-lan", name: "eth1", master: "br0" },
});

/** The guests of both networks would share the bridge. */
export const bridgeOfNetwork = defineError<{ network: string; bridge: string; other: string }>({
    code: "bridge-of-network",
    title: "The bridge belongs to another virtual network",
    what: ({ network, bridge, other }) =>
        `Network "${network}" cannot use "${bridge}", the bridge of network "${other}".`,
    remedy: 'Name a bridge of the host that has a NIC as a port, such as "br0".',
    example: { network: "lab-dev-lan", bridge: "virbr0", other: "default" },
});

/** A filter shields only the addresses that it names. */
export const hostUnseen = defineError<{ network: string; address: string }>({
    code: "host-unseen",
    title: "The host's addresses are not visible where Pulumi runs",
    what: ({ network, address }) =>
        `The host's address on network "${network}" is ${address}, but no interface here has it: Pulumi does not run in the host's own network, so it cannot find the addresses to shield from guests.`,
    remedy: "Run Pulumi on the host itself, or in a container that shares its network (--network host).",
    example: { network: "lab-dev-wan", address: "10.64.3.1" },
});

export const riskNotAccepted = defineFinding<{ risk: string; reach: string }>({
    code: "risk-not-accepted",
    title: "A network reaches beyond the host, but the risk is not accepted",
    says: ({ risk, reach }) => `must be "${risk}" when reach is "${reach}"`,
    remedy: "Set accept to the sentence, or choose a smaller reach.",
    example: {
        path: ["networks", "wan", "accept"],
        facts: { risk: "XP on this network can be taken over", reach: "internet" },
    },
});

export const bridgeNotNamed = defineFinding({
    code: "bridge-not-named",
    title: "A network with reach interface names no bridge of the host",
    says: 'must name a bridge of the host when reach is "interface"',
    remedy: "Set interface to the bridge that has the host's NIC as a port, such as br0.",
    example: { path: ["networks", "office", "interface"], facts: undefined },
});

export const notWithReach = defineFinding<{ reach: string }>({
    code: "not-with-reach",
    title: "A setting does not apply to the network's reach",
    says: ({ reach }) => `must be absent when reach is "${reach}"`,
    remedy: "Remove it, or choose a reach that it applies to.",
    example: { path: ["networks", "lan", "interface"], facts: { reach: "dhcp" } },
});

export const reachAbovePolicy = defineFinding<{
    reach: string;
    allowed: readonly string[];
    source: string;
}>({
    code: "reach-above-policy",
    title: "A network reaches further than a policy allows",
    says: ({ reach, allowed, source }) => {
        return `must be ${alternatives(allowed)}, not "${reach}": ${source} allows no more`;
    },
    remedy: "Choose a smaller reach, or ask the owner of the policy to change it.",
    example: {
        path: ["networks", "wan", "reach"],
        facts: {
            reach: "internet",
            allowed: ["nothing", "dhcp", "guests"],
            source: "the environment variable XPLAB_MAX_REACH",
        },
    },
});
