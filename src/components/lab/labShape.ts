import { z } from "zod";
import * as errors from "../../errors";
import { Accept } from "../../schema/core/accept";
import { Domain } from "../../schema/domain/domain";
import { DomainSaveImage } from "../../schema/domainSaveImage/domainSaveImage";
import { fixedKeys } from "../../schema/core/fixedKeys";
import { Network } from "../../schema/network/network";
import { ObjectName } from "../../schema/core/leaves";
import { ReadyWhen } from "../../schema/domain/readyWhen";
import type { Issue, Rule } from "../../schema/core/resource";
import { DEFAULT_EDITION, EDITIONS } from "../../xp/editions";
import { expand, MACHINE_NAME, MAX_NAME_LENGTH } from "../../xp/machineNames";
import { REACHES, RISK } from "../../xp/reach/reach";
import { isOutput } from "../args/checkArgs";
import { LimitsShape } from "../machine/limits";
import { validateHostDevicesUnique, HostDevicesShape } from "../machine/hostDevices";
import { HARDWARE_FIELDS, LabHardware, MachineHardware } from "../machine/hardwareShape";
import { validateCleanStates } from "../machine/cleanStateRules";
import { fixedHardware } from "../machine/fixedHardware";
import { networkRules } from "../network/labNetworkRules";
import {
    validateFormerNameClaims,
    validateFormerNames,
    validateHardware,
    validateHostDevices,
    validateMemoryLimits,
} from "../machine/machineRules";
import { validateReaches } from "../network/policy";
import { validateReadiness } from "../machine/readyRules";
import { DEFAULT_SCREEN, SCREENS } from "../machine/screen";

/** Of a machine or a network. */
export const Name = z
    .string()
    .regex(MACHINE_NAME, "must be lower-case letters, digits and dashes and begin with a letter")
    .max(MAX_NAME_LENGTH, `must be at most ${MAX_NAME_LENGTH} characters`);

/** A pool could be called "~" or "..", but what is meant is a path. */
const Image = z
    .string()
    .regex(/^[^/.~][^/]*\/[^/]+$/, 'must be a volume id of the form "pool/volume"')
    .describe('Golden image "pool/volume": of a GoldenImage, or one that another stack owns.');
const EditionName = z.enum(EDITIONS);
const ScreenName = z.enum(SCREENS);

const OpenPortShape = z
    .strictObject({
        port: z.int().min(1).max(65535).describe("TCP port, 1 to 65535."),
        from: z.literal("host").describe("Who may connect to it: host."),
    })
    .describe("A TCP port of the guests, and who may connect to it.");

export const NetworkShape = z
    .strictObject({
        reach: z
            .enum(REACHES)
            .optional()
            .describe(
                "How far its guests reach: nothing, dhcp (a lease and nothing else), guests (each other), interface (the network behind a bridge of the host) or internet (public IPv4). Default: dhcp.",
            ),
        interface: Network.inputs.shape.bridge.describe(
            "Bridge of the host that has the NIC as its port, such as br0. Needed with reach interface, and with no other.",
        ),
        accept: z
            .literal(RISK)
            .optional()
            .describe(
                "That the risk of reach interface or internet is known, in these very words.",
            ),
        resolver: z
            .boolean()
            .optional()
            .describe(
                "Whether guests of reach internet may ask the host's resolver for names. Default: false.",
            ),
        open: z
            .array(OpenPortShape)
            .optional()
            .describe(
                "Ports of its guests that the host may connect to, with reach dhcp, guests or internet. Default: none.",
            ),
        capture: z
            .boolean()
            .optional()
            .describe(
                "Whether what its guests send and receive is recorded, for xplab capture; the host keeps the newest of it. Default: false.",
            ),
    })
    .describe("A network of the lab.");

export const MediaShape = z
    .strictObject({
        folder: z
            .string()
            .min(1, "must not be empty")
            .describe("Folder on the machine where Pulumi runs, relative to the project's."),
    })
    .describe("Files into the guest, on a CD in its drive.");

/** FAT32 needs its number of clusters, and Windows XP formats no more than 32 GiB with it (MS KB 314463). proof: source */
export const ResultsShape = z
    .strictObject({
        folder: z
            .string()
            .min(1, "must not be empty")
            .describe("Folder on the machine where Pulumi runs, relative to the project's."),
        sizeMiB: z
            .int()
            .min(64)
            .max(32768)
            .optional()
            .describe("Size of the disk in MiB, 64 to 32768. Default: 1024."),
    })
    .describe("Files out of the guest, on a disk that is read when it is off.");

/** The provider's own, without its name: the schema that editors read has no types by name. */
export const ReadyWhenShape = z
    .strictObject(ReadyWhen.shape)
    .describe(
        "What the guest has to show after a start before the update counts as done. Default: nothing, it is not waited for.",
    );

export const CleanStateShape = z
    .strictObject({
        readyWhen: ReadyWhenShape.optional(),
        resetTrigger: DomainSaveImage.inputs.shape.resetTrigger,
    })
    .describe(
        "A state of memory and disk that the guest can go back to, taken when it is ready: by default when it has a lease, and 30 seconds later.",
    );

export const MachineShape = z
    .strictObject({
        count: z
            .int()
            .min(1)
            .max(250)
            .optional()
            .describe(
                "How many machines, 1 to 250, called <key>-1 to <key>-<count>. Default: one, called <key>.",
            ),
        network: z
            .string()
            .optional()
            .describe("Key of the network that it is plugged into. Default: the lab's only one."),
        memoryMiB: Domain.inputs.shape.memoryMiB
            .optional()
            .describe(
                "Memory in MiB, at least 64, for professional-x64 256; at most 4096, for professional-x64 131072. Default: 256.",
            ),
        vcpus: Domain.inputs.shape.vcpus
            .optional()
            .describe(
                "Virtual CPUs, cores of one processor: at most 32, for professional-x64 64. Default: 1.",
            ),
        image: Image.optional().describe(
            'Golden image "pool/volume" of this machine. Default: the lab\'s.',
        ),
        edition: EditionName.optional().describe(
            "Edition of Windows XP on this machine's image: home, professional or professional-x64. Default: the lab's.",
        ),
        ...MachineHardware.shape,
        keepDisk: z
            .boolean()
            .optional()
            .describe(
                "Whether the disk stays whatever happens: another image, a rename without formerNames, removal and destroy are refused. Default: false.",
            ),
        formerNames: z
            .array(Name)
            .optional()
            .describe("Keys that the machine had before; it carries on as it is. Default: none."),
        media: MediaShape.optional(),
        results: ResultsShape.optional(),
        readyWhen: ReadyWhenShape.optional(),
        limits: LimitsShape.optional().describe(
            "What it may take of its host, before the lab's limits. Default: the lab's.",
        ),
        cleanState: CleanStateShape.optional(),
        hostDevices: HostDevicesShape.optional(),
        accept: Accept,
        screen: ScreenName.optional().describe(
            "Where its screen listens: port or socket. Default: the lab's.",
        ),
    })
    .describe("A machine, or several alike.")
    .register(fixedKeys, { keys: fixedHardware });

export const PolicyShape = z
    .strictObject({
        maxReach: z
            .enum(REACHES)
            .optional()
            .describe(
                "Farthest reach that a network may have: nothing, dhcp, guests, interface or internet. Default: any.",
            ),
    })
    .describe("What the lab may not go beyond, whatever else it says.");

/** What a lab's arguments must be; Outputs pass here and are judged by the provider. */
export const LabShape = z
    .strictObject({
        image: Image,
        edition: EditionName.optional().describe(
            `Edition of Windows XP on the image: home, professional or professional-x64. Default: ${DEFAULT_EDITION}.`,
        ),
        ...LabHardware.shape,
        pool: ObjectName.optional().describe(
            "Name of an existing pool for the machines' disks. Default: a pool of the lab's own.",
        ),
        networks: z
            .record(Name, NetworkShape)
            .optional()
            .describe("Networks by key. Default: one called lan, with reach dhcp."),
        policy: PolicyShape.optional(),
        machines: z
            .record(Name, MachineShape)
            .describe(
                "Machines by key: lower-case letters, digits and dashes, at most 15 characters.",
            ),
        limits: LimitsShape.optional().describe(
            "What each machine may take of its host. Default: a bound for each disk.",
        ),
        screen: ScreenName.optional().describe(
            `Where the machines' screens listen: port (127.0.0.1, where every user of the host can connect) or socket (only root and libvirt's users can open it). Default: ${DEFAULT_SCREEN}.`,
        ),
        screenPassword: z
            .string()
            .min(1, "must not be empty")
            .refine((text) => Buffer.byteLength(text) <= 8, errors.vncPasswordTooLong([]).message)
            .optional()
            .meta({ secret: true })
            .describe(
                "Password of all screens, at most 8 bytes. Default: each new machine gets one of its own, which `xplab console` tells.",
            ),
    })
    .register(fixedKeys, { keys: fixedHardware });
export type LabShape = z.infer<typeof LabShape>;

/** The others are asked when what they look at can be judged. */
export const labRules: readonly Rule<LabShape>[] = [
    (lab) => {
        const open = validatePlainLab(lab);
        return open.length > 0 ? open : rulesOfPlain.flatMap((rule) => rule(lab));
    },
];

const rulesOfPlain: readonly Rule<LabShape>[] = [
    validateNetworks,
    validateReaches,
    validateNetworkReferences,
    validateNetworkChoice,
    validateMachineNames,
    validateUniqueNames,
    validateFormerNames,
    validateFormerNameClaims,
    validateHardware,
    validateHostDevices,
    validateHostDevicesUnique,
    validateReadiness,
    validateCleanStates,
    validateMemoryLimits,
];

/** What decides which resources there are must be known when the program runs. */
export function validatePlainLab(lab: LabShape): Issue[] {
    const { machines, networks = {}, policy, screen } = lab;
    const fields = [
        ...(["edition", "tuning", "drivers", "hal"] as const).map(
            (field) => [field, lab[field]] as const,
        ),
        ["policy", policy],
        ["screen", screen],
        ["policy.maxReach", isOutput(policy) ? undefined : policy?.maxReach],
        ["machines", machines],
        ["networks", networks],
        ...fieldsOf("machines", machines, [
            "count",
            "network",
            "edition",
            ...HARDWARE_FIELDS,
            "keepDisk",
            "formerNames",
            "media",
            "results",
            "cleanState",
            "hostDevices",
            "accept",
            "screen",
        ]),
        ...fieldsOf("networks", networks, ["reach", "interface", "accept", "resolver", "capture"]),
    ] as const;
    return fields
        .filter(([, value]) => isOutput(value) || (Array.isArray(value) && value.some(isOutput)))
        .map(([field]) => errors.outputWherePlain([], { field }));
}

const fieldsOf = (
    record: string,
    entries: Readonly<Record<string, object>>,
    fields: readonly string[],
): (readonly [string, unknown])[] =>
    Object.entries(isOutput(entries) ? {} : entries).flatMap(([key, entry]) => [
        [`${record}.${key}`, entry] as const,
        ...(isOutput(entry) ? [] : fields).map(
            (field) => [`${record}.${key}.${field}`, Reflect.get(entry, field) as unknown] as const,
        ),
    ]);

/** Each network's own rules, at its place in the lab. */
export function validateNetworks({ networks = {} }: LabShape): Issue[] {
    return Object.entries(networks).flatMap(([key, network]) =>
        networkRules
            .flatMap((rule) => rule(network))
            .map(({ path, message }) => ({ path: ["networks", key, ...path], message })),
    );
}

export function validateNetworkReferences({ machines, networks = {} }: LabShape): Issue[] {
    return Object.entries(machines).flatMap(([key, { network }]) => {
        if (network === undefined || Object.hasOwn(networks, network)) return [];
        const known = Object.keys(networks);
        return [errors.networkNotDeclared(["machines", key, "network"], { network, known })];
    });
}

/** With several networks none is the obvious one. */
export function validateNetworkChoice({ machines, networks = {} }: LabShape): Issue[] {
    if (Object.keys(networks).length < 2) return [];
    return Object.entries(machines)
        .filter(([, { network }]) => network === undefined)
        .map(([key]) => errors.networkNotChosen(["machines", key, "network"]));
}

export function validateMachineNames({ machines }: LabShape): Issue[] {
    return Object.entries(machines).flatMap(([key, settings]) => {
        const longest = expand({ [key]: settings }).at(-1)?.name ?? key;
        if (longest.length <= MAX_NAME_LENGTH) return [];
        const facts = { name: longest, most: MAX_NAME_LENGTH };
        return [errors.machineNameTooLong(["machines", key, "count"], facts)];
    });
}

export function validateUniqueNames({ machines }: LabShape): Issue[] {
    const names = expand(machines).map(({ name }) => name);
    const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
    return [...twice].map((name) => errors.machineNameTwice(["machines"], { name }));
}
