import * as errors from "../../errors";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import type { Domain } from "./domain";
import type { Issue } from "../core/resource";

/** What a guest does not get it would be killed for. */
export function validateHardLimit({ memtune, memoryMiB }: Domain): Issue[] {
    const { hardLimitMiB } = { ...memtune };
    // Neither is a number while it is not known.
    return typeof hardLimitMiB === "number" && hardLimitMiB <= memoryMiB
        ? [errors.hardLimitBelowMemory(["memtune", "hardLimitMiB"], { memoryMiB })]
        : [];
}

/** An object without a limit would be read back as none at all. */
export function validateLimitsSet({ memtune, cputune, disks, interfaces }: Domain): Issue[] {
    const groups = [
        [["memtune"], memtune] as const,
        [["cputune"], cputune] as const,
        ...Object.entries(disks).map(
            ([target, { iotune }]) => [["disks", target, "iotune"], iotune] as const,
        ),
        ...Object.entries(interfaces).map(
            ([name, { bandwidth }]) => [["interfaces", name, "bandwidth"], bandwidth] as const,
        ),
    ];
    return groups
        .filter(([, group]) => typeof group === "object" && Object.keys(group).length === 0)
        .map(([path]) => errors.limitsEmpty(path));
}

const GROUPS = ["memtune", "cputune"] as const;

/** Elements that are extra as long as the property is not there: the other one's words would be taken for drift. */
export function validateLimitsNotExtra({ extraXml, ...domain }: Domain): Issue[] {
    if (!Array.isArray(extraXml)) return [];
    return extraXml.flatMap(({ at, xml }: Domain["extraXml"][number], index) => {
        const group = GROUPS.find((name) => at === "/domain" && rootOf(xml)?.name === name);
        if (group === undefined || domain[group] === undefined) return [];
        const instead = `declare it in "${group}"`;
        return [errors.extraXmlModelled(["extraXml", index, "xml"], { element: group, instead })];
    });
}

/** What is no element is refused by another rule. */
function rootOf(xml: string): Element | undefined {
    try {
        return parse(xml);
    } catch {
        return undefined;
    }
}
