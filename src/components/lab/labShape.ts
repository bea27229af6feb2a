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
import { expand, MACHINE_NAME, MAX_NAME_LENGTH } from "../../xp/machineNames";
import { REACHES, RISK } from "../../xp/reach/reach";
import { isOutput } from "../args/checkArgs";
import { LimitsShape } from "../machine/limits";
import { validateHostDevicesUnique, HostDevicesShape } from "../machine/hostDevices";
import {
    HARDWARE_FIELDS,
    hardwareFields,
    imageFields,
    tuningField,
} from "../machine/hardwareShape";
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
import { SCREENS } from "../machine/screen";

/** Of a machine or a network. */
export const Name = z
    .string()
    .regex(MACHINE_NAME, "must be lower-case letters, digits and dashes and begin with a letter")
    .max(MAX_NAME_LENGTH, `must be at most ${MAX_NAME_LENGTH} characters`);

/** A pool could be called "~" or "../..", but what is meant is a path. */
export const Image = z
    .string()
    .regex(/^[^/.~][^/]*\/[^/]+$/, 'must be a volume id of the form "pool/volume"');

export const NetworkShape = z.strictObject({
    reach: z.enum(REACHES).optional(),
    interface: Network.inputs.shape.bridge,
    accept: z.literal(RISK).optional(),
    resolver: z.boolean().optional(),
    open: z
        .array(z.strictObject({ port: z.int().min(1).max(65535), from: z.literal("host") }))
        .optional(),
    capture: z.boolean().optional(),
});

const Folder = z.string().min(1, "must not be empty");

const MediaShape = z.strictObject({ folder: Folder });

/** FAT32 needs its number of clusters, and Windows XP formats no more than 32 GiB with it (MS KB 314463). proof: source */
const ResultsShape = z.strictObject({
    folder: Folder,
    sizeMiB: z.int().min(64).max(32768).optional(),
});

/** The provider's own, without its name: the schema that editors read has no types by name. */
const ReadyWhenShape = z.strictObject(ReadyWhen.shape);

const CleanStateShape = z.strictObject({
    readyWhen: ReadyWhenShape.optional(),
    resetTrigger: DomainSaveImage.inputs.shape.resetTrigger,
});

const commonFields = {
    edition: imageFields.edition,
    tuning: tuningField,
    drivers: imageFields.drivers,
    hal: imageFields.hal,
    limits: LimitsShape.optional(),
    screen: z.enum(SCREENS).optional(),
};

/** What a machine takes, inside a lab or alone; the texts are those of MachineSettings. */
export const machineFields = {
    memoryMiB: Domain.inputs.shape.memoryMiB.optional(),
    vcpus: Domain.inputs.shape.vcpus.optional(),
    ...commonFields,
    ...hardwareFields,
    keepDisk: z.boolean().optional(),
    results: ResultsShape.optional(),
    readyWhen: ReadyWhenShape.optional(),
    cleanState: CleanStateShape.optional(),
    hostDevices: HostDevicesShape.optional(),
    accept: Accept,
};

export const screenSecretFields = {
    screenPassword: z
        .string()
        .min(1, "must not be empty")
        .refine((text) => Buffer.byteLength(text) <= 8, errors.vncPasswordTooLong([]).message)
        .optional()
        .meta({ secret: true }),
};

export const MachineShape = z
    .strictObject({
        count: z.int().min(1).max(250).optional(),
        network: z.string().optional(),
        image: Image.optional(),
        ...machineFields,
        formerNames: z.array(Name).optional(),
        media: MediaShape.optional(),
    })
    .register(fixedKeys, { keys: fixedHardware });

export const PolicyShape = z.strictObject({ maxReach: z.enum(REACHES).optional() });

/** What a lab's arguments must be; Outputs pass here and are judged by the provider. */
export const LabShape = z
    .strictObject({
        image: Image,
        ...commonFields,
        pool: ObjectName.optional(),
        networks: z.record(Name, NetworkShape).optional(),
        policy: PolicyShape.optional(),
        machines: z.record(Name, MachineShape),
        ...screenSecretFields,
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
function validatePlainLab(lab: LabShape): Issue[] {
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
