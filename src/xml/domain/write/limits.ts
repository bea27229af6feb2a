import type { Domain } from "../../../schema/domain/domain";
import type { Bandwidth, Cputune, Iotune, Memtune } from "../../../schema/domain/domainLimits";
import { element, textElement, type Element } from "../../tree/element";

// https://libvirt.org/formatdomain.html#memory-tuning and the chapters that follow it

/** libvirt has an element for the opposite of the schema's field. */
export const memoryBackingXml = ({ sharePages }: Domain): Element | undefined =>
    sharePages ? undefined : element("memoryBacking", {}, element("nosharepages"));

export const memtuneXml = ({ hardLimitMiB }: Memtune): Element =>
    element("memtune", {}, textElement("hard_limit", hardLimitMiB, { unit: "MiB" }));

export const cputuneXml = (cputune: Cputune): Element =>
    element(
        "cputune",
        {},
        textElement("shares", cputune.shares),
        textElement("global_period", cputune.globalPeriodMicroseconds),
        textElement("global_quota", cputune.globalQuotaMicroseconds),
    );

export const iotuneXml = ({ totalBytesPerSecond, totalIopsPerSecond }: Iotune): Element =>
    element(
        "iotune",
        {},
        textElement("total_bytes_sec", totalBytesPerSecond),
        textElement("total_iops_sec", totalIopsPerSecond),
    );

export function bandwidthXml(bandwidth: Bandwidth): Element {
    const rate = (name: string, average: number | undefined) =>
        average === undefined ? undefined : element(name, { average });
    return element(
        "bandwidth",
        {},
        rate("inbound", bandwidth.inboundKiBPerSecond),
        rate("outbound", bandwidth.outboundKiBPerSecond),
    );
}
