import { posix } from "node:path";
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import type { BEYOND } from "../../schema/core/accept";
import { CHOSEN_PASSWORD } from "../../schema/domain/domainDevices";
import { fixedKeys } from "../../schema/core/fixedKeys";
import { AbsolutePath, ObjectName } from "../../schema/core/leaves";
import type { Rule } from "../../schema/core/resource";
import { MEDIA_DRIVE, RESULTS_DISK, SYSTEM_DISKS } from "../../xp/hardware/drives";
import { DEFAULT_EDITION, type Edition } from "../../xp/editions";
import { DEFAULT_MEMORY_MIB, hardwareFor } from "../../xp/hardware/hardware";
import { validateHostDevices, hostDeviceTexts } from "../../xp/hardware/hostDevices";
import { creationDefaults } from "../../xp/hardware/limits";
import { CAPTURE_LOG, COM1_LOG, logFolder } from "../../schema/domain/machineLogs";
import { machineTitle } from "../../xp/machineTitle";
import { hardwareViolations } from "../../xp/hardware/hardwareViolations";
import { checkArgs } from "../args/checkArgs";
import { makeCleanState, readinessOf, type CleanStateArgs } from "./cleanState";
import { validateCleanState } from "./cleanStateRules";
import { validateWhenKnown, withoutOutputs } from "../args/validateWhenKnown";
import { fixedHardware } from "./fixedHardware";
import type { HardwareArgs, ImageFacts, TuningArgs } from "./hardwareShape";
import { validateHostDevicesUnique, hostDevicesOf, type HostDevicesArgs } from "./hostDevices";
import { hostName, NAMED } from "../args/hostNames";
import { LabNetwork } from "../network/labNetwork";
import { LabShape, MachineShape, Name } from "../lab/labShape";
import { domainLimits, type LimitsArgs } from "./limits";
import { validateMachineReadiness } from "./readyRules";
import type { ReadyWhenArgs } from "./readyWhen";
import { makeResults, resultsOutput, type ResultsArgs, type ResultsOutput } from "./results";
import { DEFAULT_SCREEN, listening, type Screen } from "./screen";

export interface MachineArgs extends ImageFacts, TuningArgs, HardwareArgs {
    /** Name of the lab, and of the machine in it. */
    lab: string;
    machine: string;
    /** Golden image `pool/volume` that its disk is an overlay on. */
    image: pulumi.Input<string>;
    /** Pool of its disk. */
    pool: pulumi.Input<string>;
    network: LabNetwork;
    /** Edition of Windows XP on the image. @default professional */
    edition?: Edition | undefined;
    /** Whether the disk stays on the image of its birth, and deletion is refused. @default false */
    keepDisk?: boolean | undefined;
    /** @default 256 */
    memoryMiB?: pulumi.Input<number> | undefined;
    /** @default 1 */
    vcpus?: pulumi.Input<number> | undefined;
    /** Path on the host of the image in its CD drive. @default no CD drive */
    media?: pulumi.Input<string> | undefined;
    /** Files out of the guest, on a disk that is read when it is off. @default no such disk */
    results?: ResultsArgs | undefined;
    /** What the guest has to show after a start before the update counts as done. @default it is not waited for */
    readyWhen?: ReadyWhenArgs | undefined;
    /** A state of memory and disk that it can go back to, taken when it is ready. @default none */
    cleanState?: CleanStateArgs | undefined;
    /** Devices of the libvirt host that are the machine's. @default none */
    hostDevices?: HostDevicesArgs | undefined;
    /** "this reaches beyond the lab", for what is not the lab's own: devices of the host. @default none of that, unless it has it already */
    accept?: typeof BEYOND | undefined;
    /** What it may take of its host. @default a bound for each disk */
    limits?: pulumi.Input<LimitsArgs> | undefined;
    /**
     * Where its screen listens: port (127.0.0.1, where every user of the host can connect) or socket (only root and
     * libvirt's users can open it). @default port
     */
    screen?: Screen | undefined;
    /** Password of the screen, at most 8 bytes. @default one of its own for each new machine */
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
    /** Where its results are; null without a disk for them. */
    results: ResultsOutput | null;
}

const { image, edition, tuning, drivers, hal, diskBus, nic, video } = MachineShape.shape;
const { keepDisk, memoryMiB, vcpus, results, readyWhen, cleanState, hostDevices, accept, limits } =
    MachineShape.shape;
const { screen } = MachineShape.shape;

const Shape = z
    .strictObject({
        lab: ObjectName,
        machine: Name,
        image: image.nonoptional(),
        pool: ObjectName,
        network: z.instanceof(LabNetwork),
        edition,
        tuning,
        drivers,
        hal,
        diskBus,
        nic,
        video,
        keepDisk,
        memoryMiB,
        vcpus,
        media: AbsolutePath.optional(),
        results,
        readyWhen,
        cleanState,
        hostDevices,
        accept,
        limits,
        screen,
        screenPassword: LabShape.shape.screenPassword,
    })
    .register(fixedKeys, { keys: fixedHardware });

/** Said at the machine, whether a lab makes it or a program. */
const validateReadiness: Rule<z.infer<typeof Shape>> = ({ network, readyWhen }) =>
    validateMachineReadiness(network, readyWhen);

/** What is an Output is judged when it is known (fitting.ts). */
const validateHardware: Rule<z.infer<typeof Shape>> = ({ edition = DEFAULT_EDITION, ...wanted }) =>
    hardwareViolations(edition, withoutOutputs(wanted));

const validateMachineCleanState: Rule<z.infer<typeof Shape>> = ({ network, ...machine }) =>
    validateCleanState(network, machine);

const validateMachineHostDevices: Rule<z.infer<typeof Shape>> = ({ machine, hostDevices }) => [
    ...validateHostDevices({ hostDevices }),
    ...validateHostDevicesUnique({ machines: { [machine]: { hostDevices } } }).map(
        ({ path, message }) => ({ path: path.slice(2), message }),
    ),
];

/** A guest on its own overlay of a golden image, plugged into one network. */
export class Machine extends pulumi.ComponentResource {
    public readonly output: pulumi.Output<MachineOutput>;

    constructor(name: string, args: MachineArgs, opts?: pulumi.ComponentResourceOptions) {
        checkArgs(
            `Machine "${name}"`,
            Shape,
            [
                validateReadiness,
                validateMachineCleanState,
                validateHardware,
                validateMachineHostDevices,
            ],
            args,
        );
        super("xplab:index:Machine", name, {}, opts);
        const { pool, image: backingVolume, keepDisk = false } = args;
        // What would replace the disk the provider refuses, with the remedy; what would remove it, the engine.
        const kept = keepDisk ? { keep: true } : {};
        const options = { parent: this, ...(keepDisk ? { protect: true } : {}) };
        const disk = new libvirt.Volume(`${name}-disk`, { pool, backingVolume, ...kept }, options);
        const results = args.results && makeResults(name, args.results, pool, this);
        // Deletions that do not wait for each other are begun together: unprotected it would be gone when the disk's is refused.
        const defined = domainArgs(args, disk, results);
        const domain = new libvirt.Domain(`${name}-domain`, defined, { ...options, ...NAMED });
        if (args.cleanState !== undefined)
            makeCleanState(name, args.cleanState, domain, defined, pool, this);
        this.output = machineOutput(args, domain, results);
        this.registerOutputs({ output: this.output });
    }
}

/** The one network interface of a machine, as Windows calls it. */
const NIC = "local-area-connection";

function domainArgs(
    args: MachineArgs,
    disk: libvirt.Volume,
    results: libvirt.Volume | undefined,
): libvirt.DomainArgs {
    const {
        lab,
        machine,
        network,
        screen = DEFAULT_SCREEN,
        screenPassword = CHOSEN_PASSWORD,
        edition = DEFAULT_EDITION,
        hal,
        hostDevices = {},
    } = args;
    const given = hostDevicesOf(hostDevices);
    const hardware = hardwareFor({ ...args, edition });
    const name = hostName(lab, machine);
    const { path: file, format, backingChain } = disk;
    const inPool = (log: string) => file.apply((path) => `${posix.dirname(path)}/${log}`);
    const memoryMiB = args.memoryMiB ?? DEFAULT_MEMORY_MIB;
    const readyWhen = readinessOf(args, network.reach);
    const limits = domainLimits(machine, args.limits, memoryMiB);
    return {
        ...hardware.domain,
        ...limits.domain,
        creationDefaults,
        name,
        title: machineTitle({
            machine,
            lab,
            stack: pulumi.getStack(),
            hostDevices: hostDeviceTexts(hostDevices),
        }),
        memoryMiB: validateWhenKnown(machine, { edition }, "memoryMiB", memoryMiB),
        vcpus: validateWhenKnown(machine, { edition, hal }, "vcpus", args.vcpus ?? 1),
        identitySeed: `${pulumi.getProject()}/${pulumi.getStack()}/${lab}/${machine}`,
        disks: {
            [SYSTEM_DISKS[hardware.disk.bus]]: {
                ...hardware.disk,
                file,
                format,
                backingChain,
                ...limits.disk,
            },
            ...(results && {
                [RESULTS_DISK]: {
                    bus: "ide",
                    file: results.path,
                    format: results.format,
                    ...limits.disk,
                },
            }),
        },
        ...(args.media !== undefined && { cdroms: { [MEDIA_DRIVE]: { file: args.media } } }),
        interfaces: {
            [NIC]: {
                network: network.network,
                model: hardware.nicModel,
                filter: network.filter,
                isolatedPort: network.isolatedPorts,
                ...limits.nic,
                linkUp: network.linkUp,
                ...(network.capture && {
                    captureFile: inPool(`${logFolder(name)}/${CAPTURE_LOG}`),
                }),
            },
        },
        ...given,
        serials: [{ logFile: inPool(`${logFolder(name)}/${COM1_LOG}`) }, ...given.serials],
        ...(readyWhen !== undefined && { readyWhen }),
        graphics: { ...listening[screen], password: pulumi.secret(screenPassword) },
        ...(args.accept !== undefined && { accept: args.accept }),
    };
}

const machineOutput = (
    { network, machine, results }: MachineArgs,
    domain: libvirt.Domain,
    disk: libvirt.Volume | undefined,
) =>
    pulumi
        .all([
            domain.name,
            domain.uuid,
            domain.state,
            domain.addresses,
            domain.screen,
            network.network,
            disk && results && resultsOutput(machine, results, disk),
        ])
        .apply(([name, uuid, state, addresses, screen, on, found]) => ({
            domain: name,
            uuid,
            state,
            address: addresses[NIC]?.[0] ?? null,
            screen: screen ?? null,
            network: on,
            reach: network.reach,
            results: found ?? null,
        }));
