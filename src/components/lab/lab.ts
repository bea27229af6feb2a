import * as pulumi from "@pulumi/pulumi";
import type { Edition } from "../../xp/editions";
import { expand, type NamedMachine } from "../../xp/machineNames";
import { checkArgs } from "../args/checkArgs";
import type { HardwareArgs, ImageFacts, TuningArgs } from "../machine/hardwareShape";
import type { CleanStateArgs } from "../machine/cleanState";
import type { BEYOND } from "../../schema/core/accept";
import type { HostDevicesArgs } from "../machine/hostDevices";
import { ownPool } from "../args/hostNames";
import { LabNetwork, type LabNetworkArgs } from "../network/labNetwork";
import { labRules, LabShape } from "./labShape";
import { bothLimits, type LimitsArgs } from "../machine/limits";
import { Machine, type MachineOutput } from "../machine/machine";
import { makeMedia, type MediaArgs } from "../machine/media";
import { validatePolicy, type PolicyArgs } from "../network/policy";
import type { ReadyWhenArgs } from "../machine/readyWhen";
import type { ResultsArgs } from "../machine/results";
import type { Screen } from "../machine/screen";

export interface LabMachineArgs extends ImageFacts, TuningArgs, HardwareArgs {
    /** Makes `<key>-1` to `<key>-<count>` instead of one machine `<key>`. @default one */
    count?: number | undefined;
    /** Key of the network that it is plugged into. @default the lab's only one */
    network?: string | undefined;
    /** Memory in MiB, as much as the edition takes. @default 256 */
    memoryMiB?: pulumi.Input<number> | undefined;
    /** Virtual CPUs, cores of one processor. @default 1 */
    vcpus?: pulumi.Input<number> | undefined;
    /** Golden image `pool/volume` of this machine. @default the lab's */
    image?: pulumi.Input<string> | undefined;
    /** Edition of Windows XP on this machine's image. @default the lab's */
    edition?: Edition | undefined;
    /**
     * Keeps the disk: another image, a rename without `formerNames`, removal and destroy are refused. To let go of it, set
     * `keepDisk: false` and run `pulumi up` first. @default false
     */
    keepDisk?: boolean | undefined;
    /** Keys that the machine had before: it carries on with its disk, MAC address and UUID. @default none */
    formerNames?: string[] | undefined;
    /** Files into the guest, on a CD in its drive. @default no CD drive */
    media?: MediaArgs | undefined;
    /** Files out of the guest, on a disk that is read when it is off. @default no such disk */
    results?: ResultsArgs | undefined;
    /** What the guest has to show after a start before the update counts as done. @default it is not waited for */
    readyWhen?: ReadyWhenArgs | undefined;
    /** A state of memory and disk that it can go back to, taken when it is ready. @default none */
    cleanState?: CleanStateArgs | undefined;
    /** Devices of the libvirt host that are the machine's. @default none */
    hostDevices?: HostDevicesArgs | undefined;
    /** "this reaches beyond the lab", for what is not the lab's own: devices of the host, media outside the project's folder. @default none of that, unless it has it already */
    accept?: typeof BEYOND | undefined;
    /** What it may take of its host, before the lab's limits. @default the lab's */
    limits?: pulumi.Input<LimitsArgs> | undefined;
    /** Where its screen listens. @default the lab's */
    screen?: Screen | undefined;
}

export interface LabArgs extends ImageFacts, TuningArgs {
    /** Golden image `pool/volume`: a `GoldenImage`'s `volume`, or one that another stack owns. */
    image: pulumi.Input<string>;
    /** Edition of Windows XP on the image. @default professional */
    edition?: Edition | undefined;
    /** Name of an existing pool for the machines' disks. @default a pool of the lab's own */
    pool?: pulumi.Input<string> | undefined;
    /** Networks by key. @default one called lan, with reach dhcp */
    networks?: Record<string, LabNetworkArgs> | undefined;
    /**
     * What the lab may not go beyond. The environment variable XPLAB_MAX_REACH and the stack's setting xplab:maxReach limit
     * every lab; the strictest holds. @default none
     */
    policy?: PolicyArgs | undefined;
    /** Machines by key: lower-case letters, digits and dashes, at most 15 characters. */
    machines: Record<string, LabMachineArgs>;
    /** What each machine may take of its host. @default a bound for each disk */
    limits?: pulumi.Input<LimitsArgs> | undefined;
    /**
     * Where the machines' screens listen: port (127.0.0.1, where every user of the host can connect) or socket (only root
     * and libvirt's users can open it). @default port
     */
    screen?: Screen | undefined;
    /** Password of all screens, at most 8 bytes. @default one of its own for each new machine */
    screenPassword?: pulumi.Input<string> | undefined;
}

/** Isolated Windows XP machines on overlays of one golden image. */
export class Lab extends pulumi.ComponentResource {
    /** What there is, by machine. */
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
                            lab: name,
                            machine: machine.name,
                            image: machine.settings.image ?? args.image,
                            ...imageOf(machine.settings, args),
                            diskBus: machine.settings.diskBus,
                            nic: machine.settings.nic,
                            video: machine.settings.video,
                            keepDisk: machine.settings.keepDisk,
                            pool,
                            network: networkOf(machine, networks),
                            memoryMiB: machine.settings.memoryMiB,
                            vcpus: machine.settings.vcpus,
                            media: media[machine.name]?.path,
                            results: machine.settings.results,
                            readyWhen: machine.settings.readyWhen,
                            cleanState: machine.settings.cleanState,
                            hostDevices: machine.settings.hostDevices,
                            accept: machine.settings.accept,
                            limits: bothLimits(args.limits, machine.settings.limits),
                            screen: machine.settings.screen ?? args.screen,
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

/** What a machine says of its image and its tuning, else what the lab does. */
const imageOf = (machine: LabMachineArgs, lab: LabArgs) => ({
    edition: machine.edition ?? lab.edition,
    tuning: machine.tuning ?? lab.tuning,
    drivers: machine.drivers ?? lab.drivers,
    hal: machine.hal ?? lab.hal,
});

/** Refuses a lab's arguments with everything that is wrong with them, before anything is made. */
export function checkLab(name: string, args: LabArgs): void {
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
