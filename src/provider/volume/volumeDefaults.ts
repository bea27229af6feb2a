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

/** Removes an overlay's fields from a volume that is no overlay any more; a source decides all layout fields. */
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
    if (typeof name === "string" && typeof movesFrom === "string" && !isUnknown(name)) {
        noteMove(name, movesFrom);
    }
    return { inputs: named, failures: [...failures, ...keptFailures(named, context.olds)] };
}

const KEPT_IN_MOVE = ["pool", "capacityBytes"];

/** Notes that a raw volume becomes qcow2 with its content. */
function withMove(inputs: Properties, olds: Properties): Properties {
    const becomesQcow2 = olds["format"] === "raw" && inputs["format"] === "qcow2";
    const isOther = KEPT_IN_MOVE.some((field) => inputs[field] !== olds[field]);
    const hasContent = [inputs, olds].some(
        ({ source, backingVolume }) => source !== undefined || backingVolume !== undefined,
    );
    const moves = becomesQcow2 && !isOther && !hasContent;
    const isStill = inputs["format"] === "qcow2" && olds["format"] === "qcow2";
    const isDefaulted = defaultedFields(inputs).has("movesFrom");
    const open = isDefaulted && !isStill ? withoutDefault(inputs, "movesFrom") : inputs;
    return moves ? addDefaults(open, { movesFrom: olds["name"] }) : open;
}

/** Longest name (ObjectName). */
const LONGEST = 63;
const SUCCESSOR = "-2";

/** Keeps the name while the content stays; then chooses another, so that the old and the new volume can coexist. */
function withName(inputs: Properties, { name, urn, owner = UNKNOWN, olds }: DefaultsContext) {
    const content = contentOf(inputs);
    const kept = defaultedFields(olds).has("name") && isSameContent(olds, inputs);
    if (kept && !isUnknown(olds["name"])) return inputs;
    const open = defaultedFields(inputs).has("name") ? withoutDefault(inputs, "name") : inputs;
    const digits = digitsOfSource(inputs) ?? digitsOf(owner, urn, content);
    if (isUnknown(digits)) return addDefaults(open, { name: UNKNOWN });
    const chosen = `${name.slice(0, LONGEST - SUCCESSOR.length - digits.length - 1)}-${digits}`;
    // The file was changed, and a volume with the name of a content is trusted to have that content.
    const isSpoilt = inputs["source"] !== undefined && chosen === olds["name"];
    return addDefaults(open, { name: isSpoilt ? `${chosen}${SUCCESSOR}` : chosen });
}

/**
 * Digits of a source's content, so that owners of the same content share a volume. The same file in another format is other
 * content. A folder's CD is not shared: a CD in a drive cannot be orphaned, so each owner has its own.
 */
function digitsOfSource({ source, format }: Properties): string | undefined {
    if (!isRecord(source) || source["folder"] !== undefined) return undefined;
    const { sha256, format: said } = source;
    if (typeof sha256 !== "string" || isUnknown(sha256)) return undefined;
    if (format === "qcow2" && said === undefined) return sha256.slice(0, 16);
    const reading = digitsOf(format, said ?? null);
    return isUnknown(reading) ? UNKNOWN : `${sha256.slice(0, 16)}${reading}`;
}

/** The fields that identify a volume besides its name. The size is not among them, because a volume grows in place. */
const contentOf = (inputs: Properties) => [
    ...["pool", "format", "backingVolume", "clusterSizeKiB", "extendedL2"].map(
        (field) => inputs[field] ?? null,
    ),
    shaOf(inputs),
    // Appended only if present, so that other volumes keep their digits.
    ...["encryption", "backingEncryption"].flatMap((field) => {
        const value = inputs[field];
        return value === undefined ? [] : [field, value];
    }),
    ...(isRecord(inputs["source"]) && inputs["source"]["format"] !== undefined
        ? ["source.format", inputs["source"]["format"]]
        : []),
    ...fileSystemOf(inputs),
];

/** By field, because the engine sends fields of an object in any order. */
const fileSystemOf = ({ filesystem }: Properties) =>
    isRecord(filesystem)
        ? ["filesystem", filesystem["type"], filesystem["label"] ?? null]
        : filesystem === undefined
          ? []
          : ["filesystem", filesystem];

const isSameContent = (olds: Properties, news: Properties) =>
    digitsOf(contentOf(olds)) === digitsOf(contentOf(news));

const shaOf = ({ source }: Properties) => (isRecord(source) ? (source["sha256"] ?? null) : null);

/** Refuses a smaller size, because a guest may have data up to the last byte. A volume that is replaced may have any size. */
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
