import { digitsOf } from "./birth";
import { addBorn, defaultedFields, withoutDefault } from "./defaults";
import { capacityShrinks } from "../errors";
import { failureOf, type Failure } from "../schema/failures";
import type { BirthContext, Born } from "./resource";
import { checkSource } from "./sourceFile";
import { isRecord, isUnknown, UNKNOWN, type Properties } from "./wire";

/** Layout and name of a volume. */
export async function birthOfVolume(inputs: Properties, context: BirthContext): Promise<Born> {
    const { olds } = context;
    const shaped = withLayout(inputs, olds);
    if (!isRecord(shaped["source"])) return named(shaped, context, shrinkFailures(shaped, olds));
    const old = isRecord(olds["source"]) ? olds["source"] : {};
    const { source, failures } = await checkSource(shaped["source"], old);
    return named({ ...shaped, source }, context, failures);
}

/** A third of the time and a fourteenth of the space of QEMU's own layout for scattered 4 KiB writes. */
const OVERLAY = { clusterSizeKiB: 128, extendedL2: true } as const;

/** A volume that is no overlay any more has none of an overlay's fields, and a source decides all of them. */
function withLayout(inputs: Properties, olds: Properties): Properties {
    const { backingVolume, source, format } = inputs;
    if (backingVolume !== undefined) return addBorn(inputs, OVERLAY);
    if (source !== undefined) return withoutBorn(inputs, ["capacityBytes", ...LAYOUT]);
    const isOther = olds["backingVolume"] !== undefined || format === "raw";
    return isOther ? withoutBorn(inputs, LAYOUT) : inputs;
}

const LAYOUT = Object.keys(OVERLAY);

const withoutBorn = (inputs: Properties, fields: readonly string[]) =>
    fields.filter((field) => defaultedFields(inputs).has(field)).reduce(withoutDefault, inputs);

const named = (inputs: Properties, context: BirthContext, failures: readonly Failure[]): Born => ({
    inputs: withName(inputs, context),
    failures,
});

/** The name of birth while the content stays, then another one, so that old and new are there at once. */
function withName(inputs: Properties, { name, urn, owner = UNKNOWN, olds }: BirthContext) {
    const content = contentOf(inputs);
    const kept = defaultedFields(olds).has("name") && isSameContent(olds, inputs);
    if (kept && !isUnknown(olds["name"])) return inputs;
    const open = defaultedFields(inputs).has("name") ? withoutDefault(inputs, "name") : inputs;
    const sha256 = shaOf(inputs);
    const digits =
        typeof sha256 === "string" && !isUnknown(sha256)
            ? sha256.slice(0, 16)
            : digitsOf(owner, urn, content);
    return addBorn(open, { name: isUnknown(digits) ? UNKNOWN : `${name}-${digits}` });
}

/** What makes a volume another one, besides its name. Its size does not: it grows in place. */
const contentOf = (inputs: Properties) => [
    ...["pool", "format", "backingVolume", "clusterSizeKiB", "extendedL2"].map(
        (field) => inputs[field] ?? null,
    ),
    shaOf(inputs),
    // Appended, so that what has no encryption keeps its digits.
    ...["encryption", "backingEncryption"].flatMap((field) => {
        const value = inputs[field];
        return value === undefined ? [] : [field, value];
    }),
];

const isSameContent = (olds: Properties, news: Properties) =>
    digitsOf(contentOf(olds)) === digitsOf(contentOf(news));

const shaOf = ({ source }: Properties) => (isRecord(source) ? (source["sha256"] ?? null) : null);

/** A guest has data up to the last byte of its disk; one that is replaced anyway may be of any size. */
function shrinkFailures(news: Properties, olds: Properties): Failure[] {
    const [old, capacity] = [olds["capacityBytes"], news["capacityBytes"]];
    if (typeof old !== "number" || typeof capacity !== "number" || capacity >= old) return [];
    const isRenamed = !defaultedFields(news).has("name") && news["name"] !== olds["name"];
    if (isRenamed || !isSameContent(olds, news)) return [];
    return [failureOf(capacityShrinks(["capacityBytes"], { bytes: old }))];
}
