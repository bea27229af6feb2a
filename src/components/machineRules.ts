import * as errors from "../errors";
import type { Issue } from "../schema/resource";
import { DEFAULT_EDITION, unfit, type Edition, type Wanted } from "../xp/editions";
import { claimsOf, expand, numbersOf, type Naming } from "../xp/machineNames";
import { DEFAULT_MEMORY_MIB } from "../xp/hardware";
import { isOutput } from "./checkArgs";
import { limitsFit, type Limits } from "./limits";

interface Machines {
    readonly edition?: Edition | undefined;
    readonly limits?: Limits | undefined;
    readonly machines: Readonly<
        Record<
            string,
            Naming &
                Wanted & {
                    readonly edition?: Edition | undefined;
                    readonly limits?: Limits | undefined;
                }
        >
    >;
}

/** What a machine is called today cannot be what another one was called before. */
export function formerNamesAreFormer({ machines }: Machines): Issue[] {
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

export function formerNamesAreClaimedOnce({ machines }: Machines): Issue[] {
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
export function editionsFit({ machines, edition: common }: Machines): Issue[] {
    return Object.entries(machines).flatMap(([key, { edition, memoryMiB, vcpus }]) => {
        const known = { memoryMiB: plain(memoryMiB), vcpus: plain(vcpus) };
        return unfit(edition ?? common ?? DEFAULT_EDITION, known).map(({ path, message }) => ({
            path: ["machines", key, ...path],
            message,
        }));
    });
}

/** What is an Output is judged when it is known (limits.ts). */
export function limitsHoldMemory({ machines, limits: common }: Machines): Issue[] {
    return Object.entries(machines).flatMap(([key, { limits, memoryMiB = DEFAULT_MEMORY_MIB }]) =>
        limitsFit(common, limits, memoryMiB).map(({ path, message }) => ({
            path: ["machines", key, "limits", ...path],
            message,
        })),
    );
}

const plain = (value: number | undefined) => (isOutput(value) ? undefined : value);
