import * as errors from "../../errors";
import type { Domain } from "./domain";
import type { Issue } from "../core/resource";
import { extraElement } from "./extraXml";

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

const GROUPS = ["memtune", "cputune", "iothreads"] as const;

/** These elements may be extra only while their property is not set: otherwise each would undo the other. */
export function validateLimitsNotExtra({ extraXml, ...domain }: Domain): Issue[] {
    if (!Array.isArray(extraXml)) return [];
    return extraXml.flatMap(({ at, xml }: Domain["extraXml"][number], index) => {
        const group = GROUPS.find((name) => at === "/domain" && extraElement(xml)?.name === name);
        if (group === undefined || domain[group] === undefined) return [];
        const instead = `declare it in "${group}"`;
        return [errors.extraXmlModelled(["extraXml", index, "xml"], { element: group, instead })];
    });
}
