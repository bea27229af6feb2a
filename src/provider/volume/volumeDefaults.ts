import { digitsOf } from "../lifecycle/creationDefaults";
import { addDefaults, defaultedFields, withoutDefault } from "../lifecycle/defaults";
import { capacityShrinks, fileSystemCannotChange } from "../../errors";
import { failureOf, type Failure } from "../../schema/core/failures";
import { keptFailures } from "./keptVolume";
import type { DefaultsContext, WithDefaults } from "../lifecycle/resource";
import { checkSource } from "../imageImport/source/checkSource";
import { checkFolder } from "../imageImport/folder/checkFolder";
import { noteMove } from "./volumeMoves";
import { isRecord, isUnknown, UNKNOWN, type Properties } from "../lifecycle/wire";

/** Layout and name of a volume. */
export async function volumeDefaults(
    inputs: Properties,
    context: DefaultsContext,
): Promise<WithDefaults> {
    const { olds } = context;
    const shaped = withLayout(inputs, olds);
    if (!isRecord(shaped["source"])) return named(shaped, context, sizeFailures(shaped, olds));
    const old = isRecord(olds["source"]) ? olds["source"] : {};
    const check = shaped["source"]["folder"] === undefined ? checkSource : checkFolder;
    const { source, failures } = await check(shaped["source"], old, shaped);
    return named({ ...shaped, source }, context, failures);
}

/** A third of the time and a fourteenth of the space of QEMU's own layout for scattered 4 KiB writes. */
const OVERLAY = { clusterSizeKiB: 128, extendedL2: true } as const;

/** A volume that is no overlay any more has none of an overlay's fields, and a source decides all of them. */
function withLayout(inputs: Properties, olds: Properties): Properties {
    const { backingVolume, source, format } = inputs;
    if (backingVolume !== undefined) return addDefaults(inputs, OVERLAY);
    if (source !== undefined) return withoutDefaulted(inputs, ["capacityBytes", ...LAYOUT]);
    const isOther = olds["backingVolume"] !== undefined || format === "raw";
    return isOther ? withoutDefaulted(inputs, LAYOUT) : inputs;
}

const LAYOUT = Object.keys(OVERLAY);

const withoutDefaulted = (inputs: Properties, fields: readonly string[]) =>
    fields.filter((field) => defaultedFields(inputs).has(field)).reduce(withoutDefault, inputs);

function named(
    inputs: Properties,
    context: DefaultsContext,
    failures: readonly Failure[],
): WithDefaults {
    const named = withMove(withName(inputs, context), context.olds);
    const { name, movesFrom } = named;
    if (typeof name === "string" && typeof movesFrom === "string" && !isUnknown(name))
        noteMove(name, movesFrom);
    return { inputs: named, failures: [...failures, ...keptFailures(named, context.olds)] };
}

const KEPT_IN_MOVE = ["pool", "capacityBytes"];

/** What was raw becomes qcow2 with all that is on it. */
function withMove(inputs: Properties, olds: Properties): Properties {
    const becomesQcow2 = olds["format"] === "raw" && inputs["format"] === "qcow2";
    const isOther = KEPT_IN_MOVE.some((field) => inputs[field] !== olds[field]);
    const hasContent = [inputs, olds].some(
        ({ source, backingVolume }) => source !== undefined || backingVolume !== undefined,
    );
    const moves = becomesQcow2 && !isOther && !hasContent;
    const isStill = inputs["format"] === "qcow2" && olds["format"] === "qcow2";
    const isBorn = defaultedFields(inputs).has("movesFrom");
    const open = isBorn && !isStill ? withoutDefault(inputs, "movesFrom") : inputs;
    return moves ? addDefaults(open, { movesFrom: olds["name"] }) : open;
}

/** What a name may have of characters (ObjectName), a part of which the resource's own may fill. */
const LONGEST = 63;
const SUCCESSOR = "-2";

/** The name of birth while the content stays, then another one, so that old and new are there at once. */
function withName(inputs: Properties, { name, urn, owner = UNKNOWN, olds }: DefaultsContext) {
    const content = contentOf(inputs);
    const kept = defaultedFields(olds).has("name") && isSameContent(olds, inputs);
    if (kept && !isUnknown(olds["name"])) return inputs;
    const open = defaultedFields(inputs).has("name") ? withoutDefault(inputs, "name") : inputs;
    const digits = digitsOfSource(inputs) ?? digitsOf(owner, urn, content);
    if (isUnknown(digits)) return addDefaults(open, { name: UNKNOWN });
    const chosen = `${name.slice(0, LONGEST - SUCCESSOR.length - digits.length - 1)}-${digits}`;
    // Its file is another one by now, and what is found under the name of a content is taken for it.
    const isSpoilt = inputs["source"] !== undefined && chosen === olds["name"];
    return addDefaults(open, { name: isSpoilt ? `${chosen}${SUCCESSOR}` : chosen });
}

/**
 * Those of the content, so that all who have the same share it. Another reading of a file is another content. A folder's
 * CD is in drives, and so cannot be left to others by who goes: each owner has one of its own.
 */
function digitsOfSource({ source, format }: Properties): string | undefined {
    if (!isRecord(source) || source["folder"] !== undefined) return undefined;
    const { sha256, format: said } = source;
    if (typeof sha256 !== "string" || isUnknown(sha256)) return undefined;
    if (format === "qcow2" && said === undefined) return sha256.slice(0, 16);
    const reading = digitsOf(format, said ?? null);
    return isUnknown(reading) ? UNKNOWN : `${sha256.slice(0, 16)}${reading}`;
}

/** What makes a volume another one, besides its name. Its size does not: it grows in place. */
const contentOf = (inputs: Properties) => [
    ...["pool", "format", "backingVolume", "clusterSizeKiB", "extendedL2"].map(
        (field) => inputs[field] ?? null,
    ),
    shaOf(inputs),
    // Appended, so that what has none of them keeps its digits.
    ...["encryption", "backingEncryption"].flatMap((field) => {
        const value = inputs[field];
        return value === undefined ? [] : [field, value];
    }),
    ...(isRecord(inputs["source"]) && inputs["source"]["format"] !== undefined
        ? ["source.format", inputs["source"]["format"]]
        : []),
    ...fileSystemOf(inputs),
];

/** Field by field: the engine sends those of an object in any order. */
const fileSystemOf = ({ filesystem }: Properties) =>
    isRecord(filesystem)
        ? ["filesystem", filesystem["type"], filesystem["label"] ?? null]
        : filesystem === undefined
          ? []
          : ["filesystem", filesystem];

const isSameContent = (olds: Properties, news: Properties) =>
    digitsOf(contentOf(olds)) === digitsOf(contentOf(news));

const shaOf = ({ source }: Properties) => (isRecord(source) ? (source["sha256"] ?? null) : null);

/** A guest has data up to the last byte of its disk; one that is replaced anyway may be of any size. */
function sizeFailures(news: Properties, olds: Properties): Failure[] {
    const [old, capacity] = [olds["capacityBytes"], news["capacityBytes"]];
    if (typeof old !== "number" || typeof capacity !== "number" || capacity === old) return [];
    const isFormatted = news["filesystem"] !== undefined;
    if (capacity > old && !isFormatted) return [];
    const isRenamed = !defaultedFields(news).has("name") && news["name"] !== olds["name"];
    if (isRenamed || !isSameContent(olds, news)) return [];
    const finding = isFormatted ? fileSystemCannotChange : capacityShrinks;
    return [failureOf(finding(["capacityBytes"], { bytes: old }))];
}
