import * as errors from "../../errors";
import type { Issue } from "../../schema/core/resource";
import { DEFAULT_EDITION, type Edition } from "../../xp/editions";
import { claimsOf, expand, numbersOf, type Naming } from "../../xp/machineNames";
import { DEFAULT_MEMORY_MIB } from "../../xp/hardware/hardware";
import {
    validateHostDevices as validateDevices,
    type HostDevices,
} from "../../xp/hardware/hostDevices";
import { hardwareViolations, type WantedHardware } from "../../xp/hardware/hardwareViolations";
import { withoutOutputs } from "../args/validateWhenKnown";
import { validateLimits, type Limits } from "./limits";

/** What a lab may say for all of its machines. */
interface Common extends Pick<WantedHardware, "tuning" | "drivers" | "hal"> {
    readonly edition?: Edition | undefined;
    readonly limits?: Limits | undefined;
}

interface WithHostDevices {
    readonly hostDevices?: HostDevices | undefined;
}

interface Machines extends Common {
    readonly machines: Readonly<Record<string, Naming & Common & WantedHardware & WithHostDevices>>;
}

/** What a machine is called today cannot be what another one was called before. */
export function validateFormerNames({ machines }: Machines): Issue[] {
    const present = new Set([
        ...Object.keys(machines),
        ...expand(machines).map(({ name }) => name),
    ]);
    return Object.entries(machines).flatMap(([key, settings]) =>
        namesClaimed(settings)
            .filter((name) => present.has(name))
            .map((name) => errors.formerNamePresent(["machines", key, "formerNames"], { name })),
    );
}

export function validateFormerNameClaims({ machines }: Machines): Issue[] {
    const claims = Object.entries(machines).flatMap(([key, settings]) =>
        namesClaimed(settings).map((name) => ({ key, name })),
    );
    return claims.flatMap(({ key, name }, index) => {
        const earlier = claims.slice(0, index).find((claim) => claim.name === name);
        if (earlier === undefined || earlier.key === key) return [];
        const facts = { name, other: earlier.key };
        return [errors.formerNameTwice(["machines", key, "formerNames"], facts)];
    });
}

/** As they are written, and with the numbers that count gives them. */
const namesClaimed = (settings: Naming): string[] => [
    ...new Set([
        ...(settings.formerNames ?? []),
        ...numbersOf(settings).flatMap((number) => claimsOf(settings, number)),
    ]),
];

/** What is an Output is judged when it is known (fitting.ts). */
export function validateHardware(lab: Machines): Issue[] {
    const issues = Object.entries(lab.machines).flatMap(([key, machine]) => {
        const { edition = DEFAULT_EDITION, ...wanted } = { ...common(lab), ...said(machine) };
        return hardwareViolations(edition, withoutOutputs(wanted)).map(
            ({ path: [field = "", ...path], message }) => ({
                // What a machine does not say itself, the lab says.
                path: isOfLab(field, lab, machine)
                    ? [field, ...path]
                    : ["machines", key, field, ...path],
                message,
            }),
        );
    });
    return issues.filter((issue, index) => issues.findIndex(isSame(issue)) === index);
}

const common = ({ edition, tuning, drivers, hal }: Machines) =>
    said({ edition, tuning, drivers, hal });

const isOfLab = (field: string | number, lab: Machines, machine: object) =>
    field === "tuning" && lab.tuning !== undefined && !("tuning" in said(machine));

const isSame = (one: Issue) => (other: Issue) =>
    one.message === other.message && one.path.join("/") === other.path.join("/");

/** Without the fields of which nothing is said. */
function said<T extends object>(fields: T): Partial<T> {
    const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries) as Partial<T>; // what is left of it
}

export function validateHostDevices({ machines }: Machines): Issue[] {
    return Object.entries(machines).flatMap(([key, machine]) =>
        validateDevices(machine).map(({ path, message }) => ({
            path: ["machines", key, ...path],
            message,
        })),
    );
}

/** What is an Output is judged when it is known (limits.ts). */
export function validateMemoryLimits({ machines, limits: common }: Machines): Issue[] {
    return Object.entries(machines).flatMap(([key, { limits, memoryMiB = DEFAULT_MEMORY_MIB }]) =>
        validateLimits(common, limits, memoryMiB).map(({ path, message }) => ({
            path: ["machines", key, "limits", ...path],
            message,
        })),
    );
}
