import { resolve } from "node:path";
import {
    domainNotFound,
    resultsGuestRuns,
    resultsTakeTooLong,
    resultsUnreadable,
} from "../../../errors";
import { FatDisk, FatError } from "../../../fat";
import { isNoDomain, type Domain, type Libvirt } from "../../../libvirt";
import { Qcow2Error } from "../../../diskImage/qcow2Error";
import { onHost } from "../../host/onHost";
import { extract, type Extracted, type ExtractOptions } from "./extract";
import { isOff, poweredOff } from "./poweredOff";
import { findResultsDisk } from "./resultsDisk";
import { withFreshFolder } from "./resultsFolder";

export interface CollectResultsOptions {
    readonly uri: string;
    /** Name or UUID. */
    readonly domain: string;
    /** Where the files go; relative to the working directory. */
    readonly folder: string;
    /** How long to wait until the guest is off. @default 0: a running guest is refused */
    readonly waitSeconds?: number | undefined;
    readonly signal?: AbortSignal | undefined;
    /** Keeps names that make tools of the host act. @default false: such files are renamed */
    readonly raw?: boolean | undefined;
    /** Called after each chunk of a file. */
    readonly onProgress?: ((soFar: { files: number; bytes: number }) => void) | undefined;
}

export interface CollectedResults extends Extracted {
    /** Name of the domain. */
    readonly domain: string;
    /** Absolute path. */
    readonly folder: string;
}

/**
 * Copies the files of a machine's results disk into a folder, which then contains nothing else. The results of an earlier
 * call are replaced as a whole; a folder with other files is refused.
 */
export function collectResults(options: CollectResultsOptions): Promise<CollectedResults> {
    const folder = resolve(options.folder);
    return onHost(options.uri, async (libvirt) => {
        const domain = await findDomain(libvirt, options.domain);
        await poweredOff(libvirt, domain, options);
        const extracted = await withFreshFolder(folder, domain.name, (fresh) =>
            inTime(domain, options.signal, async (signal) => {
                const found = await filesOf(libvirt, domain, fresh, { ...options, signal });
                // The guest was started meanwhile, so the files may be inconsistent.
                if (!(await isOff(libvirt, domain))) {
                    throw resultsGuestRuns({ domain: domain.name });
                }
                return found;
            }),
        );
        return { domain: domain.name, folder, ...extracted };
    });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function findDomain(libvirt: Libvirt, domain: string): Promise<Domain> {
    try {
        return await (UUID.test(domain)
            ? libvirt.call("domainLookupByUUID", { uuid: domain.toLowerCase() })
            : libvirt.call("domainLookupByName", { name: domain }));
    } catch (error) {
        if (!isNoDomain(error)) throw error;
        throw domainNotFound({ domain, uri: libvirt.uri }, { cause: error });
    }
}

/** A guest can lay out its clusters so that each needs a call of its own. */
const LIMIT_MINUTES = 30;

async function inTime<T>(
    { name }: Domain,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
    const limit = AbortSignal.timeout(LIMIT_MINUTES * 60_000);
    try {
        return await work(signal === undefined ? limit : AbortSignal.any([signal, limit]));
    } catch (error) {
        if (error !== limit.reason || !limit.aborted) throw error;
        throw resultsTakeTooLong({ domain: name, minutes: LIMIT_MINUTES });
    }
}

async function filesOf(
    libvirt: Libvirt,
    domain: Domain,
    folder: string,
    options: ExtractOptions,
): Promise<Extracted> {
    const disk = await findResultsDisk(libvirt, domain, options.signal);
    try {
        const { bytes, read } = await disk.open();
        return await extract(await FatDisk.open(read, bytes), folder, domain.name, options);
    } catch (error) {
        if (!(error instanceof FatError) && !(error instanceof Qcow2Error)) throw error;
        throw resultsUnreadable({ volume: disk.volume, why: error.message }, { cause: error });
    }
}
