import * as pulumi from "@pulumi/pulumi";
import { expand, type NamedMachine } from "../../xp/machineNames";
import { checkArgs } from "../args/checkArgs";
import { ownPool } from "../args/hostNames";
import { LabNetwork, type LabNetworkArgs } from "../network/labNetwork";
import { labRules, LabShape } from "./labShape";
import { bothLimits } from "../machine/limits";
import { Machine, type MachineOutput } from "../machine/machine";
import type { CommonSettings, MachineSettings, ScreenSecret } from "../machine/machineSettings";
import { makeMedia, type MediaArgs } from "../machine/media";
import { validatePolicy, type PolicyArgs } from "../network/policy";

/** A machine of a lab, or several identical ones. */
export interface LabMachineArgs extends MachineSettings {
    /**
     * Number of machines, 1 to 250, called `<key>-1` to `<key>-<count>`.
     * @default one machine, called `<key>`
     */
    count?: number | undefined;
    /**
     * Key of the network that the machine is plugged into.
     * @default the lab's network; required when the lab has several
     */
    network?: string | undefined;
    /**
     * Golden image `pool/volume` of this machine.
     * @default the lab's
     */
    image?: pulumi.Input<string> | undefined;
    /**
     * Former keys of a renamed machine, which keeps its disk, MAC address and UUID.
     * @default none
     */
    formerNames?: string[] | undefined;
    /**
     * Files for the guest, on a CD in its drive.
     * @default no CD drive
     */
    media?: MediaArgs | undefined;
}

export interface LabArgs extends CommonSettings, ScreenSecret {
    /** Golden image `pool/volume`: the `volume` of a `GoldenImage`, or an image that another stack owns. */
    image: pulumi.Input<string>;
    /**
     * Name of an existing pool for all disks.
     * @default a pool of the lab's own
     */
    pool?: pulumi.Input<string> | undefined;
    /**
     * Networks by key: lower-case letters, digits and dashes, a letter first, at most 15 characters.
     * @default one network, lan, with reach dhcp
     */
    networks?: Record<string, LabNetworkArgs> | undefined;
    /**
     * Limits on the lab's networks. The environment variable `XPLAB_MAX_REACH`, the stack's setting `xplab:maxReach` and the
     * host's policy file limit every lab; the strictest applies.
     * @default none
     */
    policy?: PolicyArgs | undefined;
    /** Machines by key: lower-case letters, digits and dashes, a letter first, at most 15 characters. */
    machines: Record<string, LabMachineArgs>;
}

/** Isolated Windows XP machines, each on an overlay of a golden image. */
export class Lab extends pulumi.ComponentResource {
    /** The machines, by name. */
    public readonly machines: pulumi.Output<Record<string, MachineOutput>>;

    constructor(name: string, args: LabArgs, opts?: pulumi.ComponentResourceOptions) {
        // What is refused is not even told to the engine.
        checkLab(name, args);
        super("xplab:index:Lab", name, {}, opts);
        const pool = args.pool ?? ownPool(name, { parent: this }).name;
        const networks = makeNetworks(name, args.networks, this);
        const media = makeMedia(name, args.machines, pool, this);
        const machines = expand(args.machines).map(
            (machine) =>
                [
                    machine.name,
                    new Machine(
                        `${name}-${machine.name}`,
                        {
                            ...settingsOf(machine.settings),
                            ...commonSettings(machine.settings, args),
                            lab: name,
                            machine: machine.name,
                            image: machine.settings.image ?? args.image,
                            pool,
                            network: networkOf(machine, networks),
                            media: media[machine.name]?.path,
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

/** A machine's settings without those that only a lab reads. */
const settingsOf = ({
    count: _count,
    network: _network,
    image: _image,
    formerNames: _formerNames,
    media: _media,
    ...settings
}: LabMachineArgs): MachineSettings => settings;

/** A field that is forgotten here is an error of the compiler's. */
const commonSettings = (
    machine: CommonSettings,
    lab: CommonSettings,
): { [K in keyof Required<CommonSettings>]: CommonSettings[K] } => ({
    edition: machine.edition ?? lab.edition,
    tuning: machine.tuning ?? lab.tuning,
    drivers: machine.drivers ?? lab.drivers,
    hal: machine.hal ?? lab.hal,
    limits: bothLimits(lab.limits, machine.limits),
    screen: machine.screen ?? lab.screen,
});

/** Refuses a lab's arguments with everything that is wrong with them, before anything is made. */
function checkLab(name: string, args: LabArgs): void {
    checkArgs(`Lab "${name}"`, LabShape, [validatePolicy, ...labRules], args);
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

/** The children's names begin with the machine's, so they have the like aliases by themselves. */
const aliasesOf = (lab: string, { formerNames }: NamedMachine<LabMachineArgs>) =>
    formerNames.map((former) => ({ name: `${lab}-${former}` }));
