import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { hasDhcp, hasIsolatedPorts, reachRules, type Reach } from "../xp/reach";
import { checkArgs } from "./checkArgs";
import { hostName, NAMED } from "./hostNames";
import { NetworkShape } from "./labShape";

export interface LabNetworkArgs {
    /** How far its guests reach: nothing, dhcp (a lease and nothing else) or guests (each other). @default dhcp */
    reach?: Reach;
}

/** A bridge of its own and the filter that keeps its guests to their reach. */
export class LabNetwork extends pulumi.ComponentResource {
    public readonly reach: Reach;
    /** Name of the network on the host. */
    public readonly network: pulumi.Output<string>;
    /** Name of the filter that every guest on it must have. */
    public readonly filter: pulumi.Output<string>;

    constructor(name: string, args: LabNetworkArgs = {}, opts?: pulumi.ComponentResourceOptions) {
        super("xplab:index:LabNetwork", name, {}, opts);
        checkArgs(`LabNetwork "${name}"`, NetworkShape, [], args);
        this.reach = args.reach ?? "dhcp";
        const network = new libvirt.Network(
            `${name}-network`,
            { name: hostName(name), ...(hasDhcp(this.reach) ? { ipv4: {} } : {}) },
            { parent: this, ...NAMED },
        );
        const filter = new libvirt.NetworkFilter(
            `${name}-filter`,
            { name: hostName(name), rules: rulesOf(this.reach, network) },
            { parent: this, ...NAMED },
        );
        this.network = network.name;
        this.filter = filter.name;
        this.registerOutputs({ network: this.network, filter: this.filter });
    }

    /** Whether the bridge keeps the guests apart. */
    get isolatedPorts(): boolean {
        return hasIsolatedPorts(this.reach);
    }
}

/** An output that is not there counts as open in every preview, and the filter for changed. */
const rulesOf = (reach: Reach, { address, macAddress, subnet }: libvirt.Network) =>
    pulumi
        .all(hasDhcp(reach) ? [address, macAddress, subnet] : [undefined, macAddress, undefined])
        .apply(([hostAddress, hostMac, lan]) =>
            reachRules(reach, { hostAddress, hostMac: hostMac ?? "", subnet: lan }),
        );
