import { isDeepStrictEqual } from "node:util";
import { InstalledVolume } from "../../schema/installedVolume";
import { markedDefaults, digitsOf } from "../lifecycle/creationDefaults";
import { addDefaults, defaultedFields, withoutDefault } from "../lifecycle/defaults";
import { costlyChanges } from "../lifecycle/diff";
import type { DefaultsContext, WithDefaults } from "../lifecycle/resource";
import { checkSource } from "../imageImport/source/checkSource";
import { checkFolder } from "../imageImport/folder/checkFolder";
import { isRecord, isUnknown, UNKNOWN, type Properties } from "../lifecycle/wire";

/** UUID of the domain that installs, SHA-256 of its CDs, and the name of the volume. */
export async function installedVolumeDefaults(
    inputs: Properties,
    context: DefaultsContext,
): Promise<WithDefaults> {
    const { inputs: marked } = markedDefaults(inputs, context);
    const cd = await checkedCd(marked["cd"], context.olds["cd"]);
    const media = await checkedMedia(marked["media"], context.olds["media"]);
    const floppy = keptFloppy(marked, context.olds);
    return {
        inputs: withName({ ...floppy, ...cd.inputs, ...media.inputs }, context),
        failures: [...cd.failures, ...media.failures],
    };
}

/** A floppy with the same answers in other words, as another release writes them, is no reason to install again. */
function keptFloppy({ formerFloppyFiles, ...inputs }: Properties, olds: Properties): Properties {
    const { floppyFiles, answers } = olds;
    const isSame =
        answers === undefined
            ? formerFloppyFiles !== undefined && isDeepStrictEqual(floppyFiles, formerFloppyFiles)
            : answers === inputs["answers"];
    return isSame && floppyFiles !== undefined ? { ...inputs, floppyFiles } : inputs;
}

const NOTHING = { inputs: {}, failures: [] };

async function checkedCd(given: unknown, old: unknown): Promise<WithDefaults> {
    if (!isRecord(given)) return NOTHING;
    const { source: cd, failures } = await checkSource(given, recordOf(old), { format: "raw" });
    const named = failures.map(({ reason }) => ({ property: "cd.file", reason }));
    return { inputs: { cd }, failures: named };
}

async function checkedMedia(given: unknown, old: unknown): Promise<WithDefaults> {
    if (!isRecord(given)) return NOTHING;
    const { source: media, failures } = await checkFolder(given, recordOf(old));
    const named = failures.map(({ property, reason }) => ({
        property: property.replace(/^source/, "media"),
        reason,
    }));
    return { inputs: { media }, failures: named };
}

const recordOf = (value: unknown): Properties => (isRecord(value) ? value : {});

/** Longest name (ObjectName). */
const LONGEST = 63;
const SUCCESSOR = "-2";

/**
 * Keeps the name until a change requires another installation; then chooses another, so that the old and the new volume can
 * coexist. The floppy is not part of the name, because digits of a secret would help to guess it.
 */
function withName(inputs: Properties, { name, urn, owner = UNKNOWN, olds }: DefaultsContext) {
    const isKept = defaultedFields(olds).has("name") && !isReinstalled(olds, inputs);
    if (isKept && !isUnknown(olds["name"])) return inputs;
    const open = defaultedFields(inputs).has("name") ? withoutDefault(inputs, "name") : inputs;
    const digits = digitsOf(owner, urn, shownOf(inputs));
    if (isUnknown(digits)) return addDefaults(open, { name: UNKNOWN });
    const stem = name.slice(0, LONGEST - SUCCESSOR.length - digits.length - 1);
    const chosen = `${stem}-${digits}`;
    return addDefaults(open, { name: chosen === olds["name"] ? `${chosen}${SUCCESSOR}` : chosen });
}

const isReinstalled = (olds: Properties, news: Properties) =>
    costlyChanges(InstalledVolume, olds, news).some(
        ({ effect, keys: [field] }) => effect === "replace" && field !== "name",
    );

const shownOf = ({ pool, capacityBytes, cd, media, diskBus, domain }: Properties) => [
    pool ?? null,
    capacityBytes ?? null,
    isRecord(cd) ? (cd["sha256"] ?? null) : null,
    ...(isRecord(media) ? [media["sha256"] ?? null] : []),
    ...(diskBus === undefined || diskBus === "ide" ? [] : [diskBus]),
    ...(isRecord(domain) ? ["vcpus", "acpi", "apic"].map((key) => domain[key] ?? null) : []),
];
