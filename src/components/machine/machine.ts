import { posix } from "node:path";
import * as libvirt from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { CHOSEN_PASSWORD } from "../../schema/domain/domainDevices";
import { fixedKeys } from "../../schema/core/fixedKeys";
import { AbsolutePath, ObjectName } from "../../schema/core/leaves";
import type { Rule } from "../../schema/core/resource";
import { MEDIA_DRIVE, RESULTS_DISK, SYSTEM_DISKS } from "../../xp/hardware/drives";
import { DEFAULT_EDITION } from "../../xp/editions";
import { DEFAULT_MEMORY_MIB, hardwareFor } from "../../xp/hardware/hardware";
import { validateHostDevices, hostDeviceTexts } from "../../xp/hardware/hostDevices";
import { creationDefaults } from "../../xp/hardware/limits";
import { CAPTURE_LOG, COM1_LOG, logFolder } from "../../schema/domain/machineLogs";
import { machineTitle } from "../../xp/machineTitle";
import { hardwareViolations } from "../../xp/hardware/hardwareViolations";
import { checkArgs } from "../args/checkArgs";
import { makeCleanState, readinessOf } from "./cleanState";
import { validateCleanState } from "./cleanStateRules";
import { validateWhenKnown, withoutOutputs } from "../args/validateWhenKnown";
import { fixedHardware } from "./fixedHardware";
import { validateHostDevicesUnique, hostDevicesOf } from "./hostDevices";
import { hostName, NAMED } from "../args/hostNames";
import { LabNetwork } from "../network/labNetwork";
import { Image, machineFields, Name, screenSecretFields } from "../lab/labShape";
import { domainLimits } from "./limits";
import type { MachineSettings, ScreenSecret } from "./machineSettings";
import { validateMachineReadiness } from "./readyRules";
import { makeResults, resultsOutput, type ResultsOutput } from "./results";
import { DEFAULT_SCREEN, listening } from "./screen";

export interface MachineArgs extends MachineSettings, ScreenSecret {
    /** Name of the lab: 1 to 63 letters, digits, dots, dashes or underscores. */
    lab: string;
    /** Name of the machine in the lab: lower-case letters, digits and dashes, a letter first, at most 15 characters. */
    machine: string;
    /** Golden image `pool/volume`; the machine's disk is an overlay on it. */
    image: pulumi.Input<string>;
    /** Name of the pool for its disk. */
    pool: pulumi.Input<string>;
    /** Network that the machine is plugged into. */
    network: LabNetwork;
    /**
     * Path on the libvirt host of an ISO image for its CD drive.
     * @default no CD drive
     */
    media?: pulumi.Input<string> | undefined;
}

/** Outputs of a machine. */
export interface MachineOutput {
    /** Name of the domain on the host. */
    domain: string;
    /** UUID of the domain. */
    uuid: string;
    /** libvirt's name for the guest's state: running, paused, shutoff, crashed... */
    state: string;
    /** Leased IPv4 address; null without a lease. */
    address: string | null;
    /** Where a viewer finds the screen, such as vnc://127.0.0.1:5900; null while there is none. */
    screen: string | null;
    /** Name of the network on the host. */
    network: string;
    /** Reach of the network. */
    reach: string;
    /** Where its results are; null without a results disk. */
    results: ResultsOutput | null;
}

export const MachineArgsShape = z
    .strictObject({
        lab: ObjectName,
        machine: Name,
        image: Image,
        pool: ObjectName,
        network: z.instanceof(LabNetwork),
        media: AbsolutePath.optional(),
        ...machineFields,
        ...screenSecretFields,
    })
    .register(fixedKeys, { keys: fixedHardware });

/** Said at the machine, whether a lab makes it or a program. */
const validateReadiness: Rule<z.infer<typeof MachineArgsShape>> = ({ network, readyWhen }) =>
    validateMachineReadiness(network, readyWhen);

/** What is an Output is judged when it is known (validateWhenKnown.ts). */
const validateHardware: Rule<z.infer<typeof MachineArgsShape>> = ({
    edition = DEFAULT_EDITION,
    ...wanted
}) => hardwareViolations(edition, withoutOutputs(wanted));

const validateMachineCleanState: Rule<z.infer<typeof MachineArgsShape>> = ({
    network,
    ...machine
}) => validateCleanState(network, machine);

const validateMachineHostDevices: Rule<z.infer<typeof MachineArgsShape>> = ({
    machine,
    hostDevices,
}) => [
    ...validateHostDevices({ hostDevices }),
    ...validateHostDevicesUnique({ machines: { [machine]: { hostDevices } } }).map(
        ({ path, message }) => ({ path: path.slice(2), message }),
    ),
];

/** A guest on its own overlay of a golden image, plugged into one network. A `Lab` creates one for each of its machines. */
export class Machine extends pulumi.ComponentResource {
    /** The machine's outputs. */
    public readonly output: pulumi.Output<MachineOutput>;

    constructor(name: string, args: MachineArgs, opts?: pulumi.ComponentResourceOptions) {
        checkArgs(
            `Machine "${name}"`,
            MachineArgsShape,
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
        if (args.cleanState !== undefined) {
            makeCleanState(name, args.cleanState, domain, defined, pool, this);
        }
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
    const { lab, machine, network, edition = DEFAULT_EDITION, hal } = args;
    const { screen = DEFAULT_SCREEN, screenPassword = CHOSEN_PASSWORD } = args;
    const given = hostDevicesOf(args.hostDevices ?? {});
    const hardware = hardwareFor({ ...args, edition });
    const name = hostName(lab, machine);
    const inPool = (log: string) =>
        disk.path.apply((path) => `${posix.dirname(path)}/${logFolder(name)}/${log}`);
    const memoryMiB = args.memoryMiB ?? DEFAULT_MEMORY_MIB;
    const readyWhen = readinessOf(args, network.reach);
    const limits = domainLimits(machine, args.limits, memoryMiB);
    return {
        ...hardware.domain,
        ...limits.domain,
        creationDefaults,
        name,
        title: titleOf(args),
        memoryMiB: validateWhenKnown(machine, { edition }, "memoryMiB", memoryMiB),
        vcpus: validateWhenKnown(machine, { edition, hal }, "vcpus", args.vcpus ?? 1),
        identitySeed: `${pulumi.getProject()}/${pulumi.getStack()}/${lab}/${machine}`,
        disks: {
            [SYSTEM_DISKS[hardware.disk.bus]]: {
                ...hardware.disk,
                ...imageOf(disk),
                ...limits.disk,
            },
            ...(results && { [RESULTS_DISK]: { ...resultsDisk(results), ...limits.disk } }),
        },
        ...(args.media !== undefined && { cdroms: { [MEDIA_DRIVE]: { file: args.media } } }),
        interfaces: {
            [NIC]: {
                model: hardware.nicModel,
                ...plugIn(network, inPool(CAPTURE_LOG)),
                ...limits.nic,
            },
        },
        ...given,
        serials: [{ logFile: inPool(COM1_LOG) }, ...given.serials],
        ...(readyWhen !== undefined && { readyWhen }),
        graphics: { ...listening[screen], password: pulumi.secret(screenPassword) },
        ...(args.accept !== undefined && { accept: args.accept }),
    };
}

const titleOf = ({ machine, lab, hostDevices = {} }: MachineArgs) =>
    machineTitle({
        machine,
        lab,
        stack: pulumi.getStack(),
        hostDevices: hostDeviceTexts(hostDevices),
    });

const imageOf = ({ path: file, format, backingChain }: libvirt.Volume) => ({
    file,
    format,
    backingChain,
});

const resultsDisk = ({ path: file, format }: libvirt.Volume) => ({ bus: "ide", file, format });

const plugIn = (network: LabNetwork, captureFile: pulumi.Output<string>) => ({
    network: network.network,
    filter: network.filter,
    isolatedPort: network.isolatedPorts,
    linkUp: network.linkUp,
    ...(network.capture && { captureFile }),
});

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
