import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { NOT_PUBLIC } from "../../schema/network/publicIpv4";
import { networkTitle } from "../../xp/reach/networkTitle";
import {
    hasCable,
    hasDhcp,
    hasIsolatedPorts,
    reachRules,
    type Reach,
    type RISK,
} from "../../xp/reach/reach";
import { checkArgs } from "../args/checkArgs";
import { hostName, NAMED } from "../args/hostNames";
import { networkRules } from "./labNetworkRules";
import { NetworkShape } from "../lab/labShape";
import { validatePolicy, validateReach } from "./policy";

/** A network of a lab. */
export interface LabNetworkArgs {
    /**
     * How far guests on the network reach: nothing, dhcp (a DHCP lease and nothing else), guests (each other), interface
     * (the network behind a bridge of the host) or internet (public IPv4 addresses).
     * @default dhcp
     */
    reach?: Reach | undefined;
    /**
     * Bridge of the host that has the NIC as a port, such as br0: 1 to 15 characters. Required with reach interface, refused
     * with any other.
     * @default none
     */
    interface?: string | undefined;
    /**
     * Must be "XP on this network can be taken over" with reach interface or internet.
     * @default not given
     */
    accept?: typeof RISK | undefined;
    /**
     * With reach internet: whether guests may ask the host's resolver for names.
     * @default false
     */
    resolver?: boolean | undefined;
    /**
     * TCP ports of the guests that the host may connect to, with reach dhcp, guests or internet.
     * @default none
     */
    open?: readonly OpenPort[] | undefined;
    /**
     * Whether frames that guests send and receive are recorded, for `xplab capture`. The host keeps the newest ones.
     * @default false
     */
    capture?: boolean | undefined;
}

/** A TCP port of the guests, and who may connect to it. */
export interface OpenPort {
    /** TCP port, 1 to 65535. */
    port: number;
    /** Who may connect: host, the libvirt host. */
    from: "host";
}

/** A network, and the filter that limits how far its guests reach. */
export class LabNetwork extends pulumi.ComponentResource {
    /** How far its guests reach. */
    public readonly reach: Reach;
    /** TCP ports of its guests that the host may connect to. */
    public readonly open: readonly OpenPort[];
    /** Whether the frames of its guests are recorded. */
    public readonly capture: boolean;
    /** Name of the network on the host. */
    public readonly network: pulumi.Output<string>;
    /** Name of the filter; every guest on the network must use it. */
    public readonly filter: pulumi.Output<string>;

    constructor(name: string, args: LabNetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("xplab:index:LabNetwork", name, {}, opts);
        checkArgs(`LabNetwork "${name}"`, NetworkShape, RULES, args);
        const { reach = "dhcp", open = [], capture = false } = args;
        this.reach = reach;
        this.open = open;
        this.capture = capture;
        const network = new libvirt.Network(
            `${name}-network`,
            { name: hostName(name), title: titleOf(name, args), ...PLUGS[reach](args) },
            { parent: this, ...NAMED },
        );
        const filter = new libvirt.NetworkFilter(
            `${name}-filter`,
            { name: hostName(name), rules: rulesOf(args, network) },
            { parent: this, ...NAMED },
        );
        this.network = network.name;
        this.filter = filter.name;
        this.registerOutputs({ network: this.network, filter: this.filter });
    }

    /** Whether a guest's cable is in. */
    get linkUp(): boolean {
        return hasCable(this.reach);
    }

    /** Whether the bridge keeps the guests apart. */
    get isolatedPorts(): boolean {
        return hasIsolatedPorts(this.reach);
    }
}

/** One that belongs to no lab is held to the policy of all. */
const RULES = [...networkRules, validatePolicy, validateReach];

function titleOf(network: string, args: LabNetworkArgs): string {
    const { reach = "dhcp", resolver, open = [], capture } = args;
    const ports = open.map(({ port }) => port);
    const stack = pulumi.getStack();
    return networkTitle({ network, stack, reach, resolver, open: ports, capture });
}

/** A guest asks in any name: who leases to all that ask leases all that there is to one that is hostile. */
const RESERVED = { reservedOnly: true } as const;

/** What each reach needs of libvirt. */
const PLUGS: Readonly<Record<Reach, (args: LabNetworkArgs) => libvirt.NetworkArgs>> = {
    nothing: () => ({}),
    dhcp: () => ({ ipv4: RESERVED }),
    guests: () => ({ ipv4: RESERVED }),
    interface: (args) => ({
        forward: { mode: "bridge" },
        ...(args.interface !== undefined && { bridge: args.interface }),
    }),
    internet: ({ resolver = false }) => ({
        ipv4: { ...RESERVED, dns: resolver },
        forward: { mode: "nat" },
    }),
};

/** An output that is not there counts as open in every preview, and the filter for changed. */
function rulesOf(
    { reach = "dhcp", resolver, open = [] }: LabNetworkArgs,
    network: libvirt.Network,
) {
    const { macAddress, address, subnet, publicAddresses, hostMacs } = network;
    const ends = {
        hostMac: macAddress,
        ...(hasDhcp(reach) && { hostAddress: address, subnet }),
        ...(reach === "internet" && { publicAddresses }),
        ...(reach === "interface" && { hostMacs }),
    };
    return pulumi.output(ends).apply(({ hostMac = "", publicAddresses: own, ...others }) =>
        reachRules(reach, {
            ...others,
            hostMac,
            closed: own && [...NOT_PUBLIC, ...own],
            resolver,
            open: open.map(({ port }) => port),
        }),
    );
}
