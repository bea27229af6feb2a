import type { Element } from "../../tree/element";
import { mebibytes } from "../../tree/memorySize";
import { attributesAt, first, textAt } from "../../tree/query";
import { reading, type Reading } from "../../tree/reading";

export function readLimits(xml: Element): Reading {
    const hardLimit = first(xml, "memtune", "hard_limit");
    const cputune = first(xml, "cputune");
    const { dumpCore } = attributesAt(xml, "memory");
    return reading({
        memtune: group({ hardLimitMiB: hardLimit && mebibytes(hardLimit) }),
        cputune:
            cputune &&
            group({
                shares: numberAt(cputune, "shares"),
                globalPeriodMicroseconds: numberAt(cputune, "global_period"),
                globalQuotaMicroseconds: quotaAt(cputune),
            }),
        sharePages: first(xml, "memoryBacking", "nosharepages") === undefined,
        dumpCore: dumpCore === undefined ? undefined : dumpCore === "on",
    });
}

export function readIotune(disk: Element): Reading | undefined {
    const iotune = first(disk, "iotune");
    return (
        iotune &&
        group({
            totalBytesPerSecond: numberAt(iotune, "total_bytes_sec"),
            totalIopsPerSecond: numberAt(iotune, "total_iops_sec"),
        })
    );
}

export function readBandwidth(nic: Element): Reading | undefined {
    const average = (name: string) => {
        const { average: text } = attributesAt(nic, "bandwidth", name);
        return text === undefined ? undefined : Number(text);
    };
    return group({
        inboundKiBPerSecond: average("inbound"),
        outboundKiBPerSecond: average("outbound"),
    });
}

/** A running guest whose limit was removed has a negative one. */
function quotaAt(cputune: Element): number | undefined {
    const quota = numberAt(cputune, "global_quota");
    return quota === undefined || quota < 0 ? undefined : quota;
}

function numberAt(element: Element, name: string): number | undefined {
    const text = textAt(element, name);
    return text === undefined ? undefined : Number(text);
}

/** The fields that are defined; undefined if there are none. */
function group(fields: Readonly<Record<string, unknown>>): Reading | undefined {
    const said = reading(fields);
    return Object.keys(said).length > 0 ? said : undefined;
}
