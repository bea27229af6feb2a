import { z } from "zod";
import * as errors from "../errors";
import { Domain } from "../schema/domain";
import { ObjectName, VolumeId } from "../schema/leaves";
import type { Issue, Rule } from "../schema/resource";
import { expand, MACHINE_NAME, MAX_NAME_LENGTH } from "../xp/machineNames";
import { REACHES } from "../xp/reach";
import { isOutput } from "./checkArgs";

const Name = z
    .string()
    .regex(MACHINE_NAME, "must be lower-case letters, digits and dashes and begin with a letter")
    .max(MAX_NAME_LENGTH, `must be at most ${MAX_NAME_LENGTH} characters`);

export const NetworkShape = z.strictObject({
    reach: z.enum(REACHES).optional(),
});

export const MachineShape = z.strictObject({
    count: z.int().min(1).max(250).optional(),
    network: z.string().optional(),
    memoryMiB: Domain.inputs.shape.memoryMiB.optional(),
    vcpus: Domain.inputs.shape.vcpus.optional(),
});

/** What a lab's arguments must be; Outputs pass here and are judged by the provider. */
export const LabShape = z.strictObject({
    image: VolumeId,
    pool: ObjectName.optional(),
    networks: z.record(Name, NetworkShape).optional(),
    machines: z.record(Name, MachineShape),
    screenPassword: z
        .string()
        .min(1, "must not be empty")
        .max(8, "must be at most 8 characters")
        .optional()
        .meta({ secret: true }),
});
type LabShape = z.infer<typeof LabShape>;

export const labRules: readonly Rule<LabShape>[] = [
    plainWhereItDecides,
    networksAreDeclared,
    networkIsChosen,
    namesFit,
    namesDiffer,
];

/** What decides which resources there are must be known when the program runs. */
export function plainWhereItDecides({ machines, networks = {} }: LabShape): Issue[] {
    const fields = [
        ["machines", machines],
        ["networks", networks],
        ...fieldsOf("machines", machines, ["count", "network"]),
        ...fieldsOf("networks", networks, ["reach"]),
    ] as const;
    return fields
        .filter(([, value]) => isOutput(value))
        .map(([field]) => errors.outputWherePlain([], { field }));
}

const fieldsOf = (
    record: string,
    entries: Readonly<Record<string, object>>,
    fields: readonly string[],
): (readonly [string, unknown])[] =>
    Object.entries(isOutput(entries) ? {} : entries).flatMap(([key, entry]) =>
        fields.map(
            (field) => [`${record}.${key}.${field}`, Reflect.get(entry, field) as unknown] as const,
        ),
    );

export function networksAreDeclared({ machines, networks = {} }: LabShape): Issue[] {
    return Object.entries(machines).flatMap(([key, { network }]) => {
        if (network === undefined || Object.hasOwn(networks, network)) return [];
        const known = Object.keys(networks);
        return [errors.networkNotDeclared(["machines", key, "network"], { network, known })];
    });
}

/** With several networks none is the obvious one. */
export function networkIsChosen({ machines, networks = {} }: LabShape): Issue[] {
    if (Object.keys(networks).length < 2) return [];
    return Object.entries(machines)
        .filter(([, { network }]) => network === undefined)
        .map(([key]) => errors.networkNotChosen(["machines", key, "network"]));
}

export function namesFit({ machines }: LabShape): Issue[] {
    return Object.entries(machines).flatMap(([key, settings]) => {
        const longest = expand({ [key]: settings }).at(-1)?.name ?? key;
        if (longest.length <= MAX_NAME_LENGTH) return [];
        const facts = { name: longest, most: MAX_NAME_LENGTH };
        return [errors.machineNameTooLong(["machines", key, "count"], facts)];
    });
}

export function namesDiffer({ machines }: LabShape): Issue[] {
    const names = expand(machines).map(({ name }) => name);
    const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
    return [...twice].map((name) => errors.machineNameTwice(["machines"], { name }));
}
