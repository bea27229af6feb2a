import * as pulumi from "@pulumi/pulumi";
import { expand, type NamedMachine } from "../xp/machineNames";
import { checkArgs } from "./checkArgs";
import { ownPool } from "./hostNames";
import { LabNetwork, type LabNetworkArgs } from "./labNetwork";
import { labRules, LabShape } from "./labShape";
import { Machine, type MachineOutput } from "./machine";

export interface LabMachineArgs {
    /** Makes `<key>-1` to `<key>-<count>` instead of one machine `<key>`. @default one */
    count?: number;
    /** Key of the network that it is plugged into. @default the lab's only one */
    network?: string;
    /** Memory in MiB. @default 256 */
    memoryMiB?: pulumi.Input<number>;
    /** Virtual CPUs. @default 1 */
    vcpus?: pulumi.Input<number>;
}

export interface LabArgs {
    /** Golden image `pool/volume`: a `GoldenImage`'s `volume`, or one that another stack owns. */
    image: pulumi.Input<string>;
    /** Name of an existing pool for the machines' disks. @default a pool of the lab's own */
    pool?: pulumi.Input<string>;
    /** Networks by key. @default one called lan, with reach dhcp */
    networks?: Record<string, LabNetworkArgs>;
    /** Machines by key: lower-case letters, digits and dashes, at most 15 characters. */
    machines: Record<string, LabMachineArgs>;
    /** Password of all screens, at most 8 characters. @default none */
    screenPassword?: pulumi.Input<string>;
}

/** Isolated Windows XP machines on overlays of one golden image. */
export class Lab extends pulumi.ComponentResource {
    /** What there is, by machine. */
    public readonly machines: pulumi.Output<Record<string, MachineOutput>>;

    constructor(name: string, args: LabArgs, opts?: pulumi.ComponentResourceOptions) {
        super("xplab:index:Lab", name, {}, opts);
        checkLab(name, args);
        const pool = args.pool ?? ownPool(name, { parent: this }).name;
        const networks = makeNetworks(name, args.networks, this);
        const machines = expand(args.machines).map(
            (machine) =>
                [
                    machine.name,
                    new Machine(
                        `${name}-${machine.name}`,
                        {
                            lab: name,
                            machine: machine.name,
                            image: args.image,
                            pool,
                            network: networkOf(machine, networks),
                            memoryMiB: machine.settings.memoryMiB,
                            vcpus: machine.settings.vcpus,
                            screenPassword: args.screenPassword,
                        },
                        { parent: this, aliases: aliasesOf(name, machine) },
                    ).output,
                ] as const,
        );
        this.machines = pulumi.output(Object.fromEntries(machines));
        this.registerOutputs({ machines: this.machines });
    }
}

/** Refuses a lab's arguments with everything that is wrong with them, before anything is made. */
export function checkLab(name: string, args: LabArgs): void {
    checkArgs(`Lab "${name}"`, LabShape, labRules, args);
}

function makeNetworks(
    lab: string,
    networks: Record<string, LabNetworkArgs> = {},
    parent: pulumi.Resource,
): Record<string, LabNetwork> {
    const declared = Object.keys(networks).length > 0 ? networks : { lan: {} };
    const made = Object.entries(declared).map(
        ([key, args]) => [key, new LabNetwork(`${lab}-${key}`, args, { parent })] as const,
    );
    return Object.fromEntries(made);
}

function networkOf(
    { settings }: NamedMachine<LabMachineArgs>,
    networks: Record<string, LabNetwork>,
): LabNetwork {
    const only = Object.values(networks)[0];
    const found = settings.network === undefined ? only : networks[settings.network];
    // The arguments' check has refused every other case.
    if (found === undefined) throw new Error(`no network "${settings.network ?? ""}"`);
    return found;
}

const aliasesOf = (lab: string, { alias }: NamedMachine<LabMachineArgs>) =>
    alias === undefined ? [] : [{ name: `${lab}-${alias}` }];
