import { exitCodes } from "./exitCodes";
import { withCode, type Row } from "./row";

export type Path = readonly (string | number)[];

/** A problem of one property. */
export interface Finding {
    readonly path: Path;
    /** Continues from the property's name and ends in the code: "must be ... [code]". */
    readonly message: string;
}

/** The texts of one kind of finding. */
export interface FindingDefinition<Facts> {
    /** Permanent: people search for it and scripts compare it. */
    readonly code: string;
    /** Headline in docs/reference/errors.md: the problem, without the user's values. */
    readonly title: string;
    /** Continues from the property's name: "must be ...". */
    readonly says: string | ((facts: Facts) => string);
    /** What to do instead, in whole sentences. Only docs/reference/errors.md shows it. */
    readonly remedy: string;
    readonly example: { readonly path: Path; readonly facts: NoInfer<Facts> };
}

/** Makes the findings of one definition. */
export interface FindingMaker<Facts> {
    (path: Path, facts: Facts): Finding;
    readonly row: Row;
}

export function defineFinding<Facts = void>(
    definition: FindingDefinition<Facts>,
): FindingMaker<Facts> {
    const { code, title, says, remedy, example } = definition;
    const make = (path: Path, facts: Facts): Finding => ({
        path,
        message: withCode(typeof says === "string" ? says : says(facts), code),
    });
    const { path, message } = make(example.path, example.facts);
    const text = `${propertyOf(path)} ${message}`;
    const row = { code, title, example: text, remedy, exitCode: exitCodes.failed };
    return Object.assign(make, { row });
}

/** A path as people write it: `machines.xp.disks[0]`. */
export const propertyOf = (path: Path): string =>
    path.reduce<string>(
        (all, key) =>
            typeof key === "number" ? `${all}[${key}]` : all === "" ? key : `${all}.${key}`,
        "",
    );
