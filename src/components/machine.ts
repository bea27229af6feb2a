import { posix } from "node:path";
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_MEMORY_MIB, diskBus, hardware, nicModel } from "../xp/hardware";
import { hostName, NAMED } from "./hostNames";
import type { LabNetwork } from "./labNetwork";

export interface MachineArgs {
    /** Name of the lab, and of the machine in it. */
    lab: string;
    machine: string;
    /** Golden image `pool/volume` that its disk is an overlay on. */
    image: pulumi.Input<string>;
    /** Pool of its disk. */
    pool: pulumi.Input<string>;
    network: LabNetwork;
    /** @default 256 */
    memoryMiB?: pulumi.Input<number> | undefined;
    /** @default 1 */
    vcpus?: pulumi.Input<number> | undefined;
    /** Password of the screen, at most 8 characters. @default none */
    screenPassword?: pulumi.Input<string> | undefined;
}

/** What a user is told of a machine. */
export interface MachineOutput {
    /** Name of the domain on the host. */
    domain: string;
    uuid: string;
    state: string;
    /** Leased IPv4 address; null while there is none. */
    address: string | null;
    /** Where a viewer finds the screen. */
    screen: string | null;
    network: string;
    reach: string;
}

/** A guest on its own overlay of a golden image, plugged into one network. */
export class Machine extends pulumi.ComponentResource {
    public readonly output: pulumi.Output<MachineOutput>;

    constructor(name: string, args: MachineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("xplab:index:Machine", name, {}, opts);
        const disk = new libvirt.Volume(
            `${name}-disk`,
            { pool: args.pool, backingVolume: args.image },
            { parent: this },
        );
        const domain = new libvirt.Domain(`${name}-domain`, domainArgs(args, disk), {
            parent: this,
            ...NAMED,
        });
        this.output = machineOutput(args, domain);
        this.registerOutputs({ output: this.output });
    }
}

/** The one network interface of a machine, as Windows calls it. */
const NIC = "local-area-connection";

function domainArgs(args: MachineArgs, disk: libvirt.Volume): libvirt.DomainArgs {
    const { lab, machine, network, screenPassword } = args;
    const name = hostName(lab, machine);
    const { path: file, format, backingChain } = disk;
    return {
        ...hardware,
        cpuFeatures: [...hardware.cpuFeatures],
        bootOrder: [...hardware.bootOrder],
        name,
        title: `${machine} of lab ${lab}, stack ${pulumi.getStack()}`,
        memoryMiB: args.memoryMiB ?? DEFAULT_MEMORY_MIB,
        vcpus: args.vcpus ?? 1,
        identitySeed: `${pulumi.getProject()}/${pulumi.getStack()}/${lab}/${machine}`,
        disks: { hda: { bus: diskBus, file, format, backingChain } },
        interfaces: {
            [NIC]: {
                network: network.network,
                model: nicModel,
                filter: network.filter,
                isolatedPort: network.isolatedPorts,
            },
        },
        serials: [{ logFile: file.apply((path) => `${posix.dirname(path)}/${name}-com1.log`) }],
        graphics: screenPassword === undefined ? {} : { password: screenPassword },
    };
}

const machineOutput = ({ network }: MachineArgs, domain: libvirt.Domain) =>
    pulumi
        .all([
            domain.name,
            domain.uuid,
            domain.state,
            domain.addresses,
            domain.screen,
            network.network,
        ])
        .apply(([name, uuid, state, addresses, screen, on]) => ({
            domain: name,
            uuid,
            state,
            address: addresses[NIC]?.[0] ?? null,
            screen: screen ?? null,
            network: on,
            reach: network.reach,
        }));
