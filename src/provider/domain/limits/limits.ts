import { DomainAffect } from "../../../libvirt/flags";
import type { Domain as LibvirtDomain, Libvirt, TypedParameter } from "../../../libvirt";
import type { Domain } from "../../../schema/domain/domain";
import type { Change } from "../../../schema/core/effects";

/** Whether a change is of limits that libvirt sets by calls of their own. */
export const isLimit = ({ keys: [first, , third] }: Change): boolean =>
    first === "cputune" || (first === "disks" && third === "iotune");

/** Changes the limits of a running guest. */
export async function changeLimits(
    libvirt: Libvirt,
    domain: LibvirtDomain,
    changes: readonly Change[],
    { disks, cputune }: Domain,
): Promise<void> {
    const flags = DomainAffect.LIVE;
    if (changes.some(({ keys: [first] }) => first === "cputune")) {
        await libvirt.call("domainSetSchedulerParametersFlags", {
            domain,
            parameters: schedulerParameters(cputune),
            flags,
        });
    }
    const targets = changes.flatMap(({ keys: [first, target = ""] }) =>
        first === "disks" ? [target] : [],
    );
    for (const disk of new Set(targets)) {
        await libvirt.call("domainSetBlockIoTune", {
            domain,
            disk,
            parameters: blockIoParameters(disks[disk]?.iotune),
            flags,
        });
    }
}

/** Omitted values stay as they are, except the quota, which has a number for no limit. */
const schedulerParameters = ({
    shares,
    globalPeriodMicroseconds: period,
    globalQuotaMicroseconds: quota = NO_QUOTA,
}: NonNullable<Domain["cputune"]> = {}): TypedParameter[] => [
    ...(shares === undefined ? [] : [unsigned("cpu_shares", shares)]),
    ...(period === undefined ? [] : [unsigned("global_period", period)]),
    { field: "global_quota", value: { type: "llong", value: BigInt(quota) } },
];

const NO_QUOTA = -1;
/** libvirt's value for a disk without a limit. */
const NO_LIMIT = 0;

const blockIoParameters = ({
    totalBytesPerSecond = NO_LIMIT,
    totalIopsPerSecond = NO_LIMIT,
}: NonNullable<Domain["disks"][string]["iotune"]> = {}): TypedParameter[] => [
    unsigned("total_bytes_sec", totalBytesPerSecond),
    unsigned("total_iops_sec", totalIopsPerSecond),
];

const unsigned = (field: string, value: number): TypedParameter => ({
    field,
    value: { type: "ullong", value: BigInt(value) },
});
