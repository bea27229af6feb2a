import { domainNotFound, resultsGuestRuns, resultsGuestRunsOn } from "../../../errors";
import { isNoDomain, type Domain, type Libvirt } from "../../../libvirt";
import { isActive } from "../../../libvirt/handles";

export interface WaitOptions {
    readonly waitSeconds?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}

/** Waits until a domain is off; an error if it is not off in time. */
export async function poweredOff(
    libvirt: Libvirt,
    domain: Domain,
    { waitSeconds = 0, signal }: WaitOptions,
): Promise<void> {
    if (await isOff(libvirt, domain)) return;
    if (waitSeconds === 0) throw resultsGuestRuns({ domain: domain.name });
    const limit = AbortSignal.timeout(Math.min(waitSeconds * 1000, TIMER_MILLISECONDS_MAX));
    const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    try {
        for await (const news of libvirt.watchDomains({ signal: either })) {
            const isAbout = news.kind === "resync" || news.domain.uuid === domain.uuid;
            if (isAbout && (await isOff(libvirt, domain))) return;
        }
    } catch (error) {
        if (!limit.aborted || signal?.aborted === true) throw error;
        throw resultsGuestRunsOn({ domain: domain.name, seconds: waitSeconds }, { cause: error });
    }
}

/** Node fires a timer with a longer delay immediately. */
const TIMER_MILLISECONDS_MAX = 2 ** 31 - 1;

export async function isOff(libvirt: Libvirt, { uuid, name }: Domain): Promise<boolean> {
    try {
        return !isActive(await libvirt.call("domainLookupByUUID", { uuid }));
    } catch (error) {
        if (!isNoDomain(error)) throw error;
        throw domainNotFound({ domain: name, uri: libvirt.uri }, { cause: error });
    }
}
