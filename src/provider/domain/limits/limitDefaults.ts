import { addDefaults, defaultedFields, withoutDefault } from "../../lifecycle/defaults";
import { isRecord, type Properties } from "../../lifecycle/wire";

const OF_THE_DOMAIN = ["sharePages", "dumpCore"] as const;

/**
 * Adds limits from `creationDefaults` to a new domain that omits them, and to one whose program removed them. A domain that never
 * had such a value, from an earlier release or an import, stays without.
 */
export function withDefaultLimits(inputs: Properties, olds: Properties): Properties {
    const { creationDefaults } = inputs;
    if (!isRecord(creationDefaults)) return inputs;
    const isNew = Object.keys(olds).length === 0;
    const filled = defaultedFields(inputs);
    const written = (name: string) => olds[name] !== undefined && !defaultedFields(olds).has(name);
    return OF_THE_DOMAIN.filter(
        (name) =>
            creationDefaults[name] !== undefined &&
            (inputs[name] === undefined || filled.has(name)) &&
            (isNew || written(name)),
    ).reduce(
        (done, name) => addDefaults(withoutDefault(done, name), { [name]: creationDefaults[name] }),
        inputs,
    );
}

/** The same for a disk. */
export function iotuneFor(
    { creationDefaults }: Properties,
    target: string,
    { disks }: Properties,
): Properties {
    if (!isRecord(creationDefaults) || creationDefaults["iotune"] === undefined) return {};
    const old = isRecord(disks) ? disks[target] : undefined;
    const isWithout = isRecord(old) && old["iotune"] === undefined;
    return isWithout ? {} : { iotune: creationDefaults["iotune"] };
}
