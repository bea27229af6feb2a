import { hostPolicy } from "../../hostPolicy";
import type { Libvirt } from "../../libvirt";
import { isInPool } from "../../plainFiles";
import { BEYOND } from "../../schema/core/accept";
import { plain } from "../lifecycle/defaults";
import { isUnknown, type Properties } from "../lifecycle/wire";
import { domainReaching } from "./domainReaching";
import { installedVolumeReaching } from "./installedVolumeReaching";
import { judge, type Judgement } from "./judge";
import { networkReaching } from "./networkReaching";
import { projectFolder } from "./ownFolders";
import { poolReaching } from "./poolReaching";
import type { FindReaching } from "./reaching";
import { volumeReaching } from "./volumeReaching";

/** By token; other resources use nothing outside libvirt. */
const REACHING: Readonly<Record<string, FindReaching>> = {
    "libvirt:index:Domain": domainReaching,
    "libvirt:index:InstalledVolume": installedVolumeReaching,
    "libvirt:index:Network": networkReaching,
    "libvirt:index:Pool": poolReaching,
    "libvirt:index:Volume": volumeReaching,
};

export interface Judged {
    readonly token: string;
    readonly news: Properties;
    readonly olds: Properties;
    /** Whether some inputs are unknown; an unknown `accept` passes for now. */
    readonly hasOpen: boolean;
    /** Process of the Pulumi command line. */
    readonly engine: number;
    /** Undefined while the host cannot be reached; then its files pass as a pool's. */
    readonly connect: () => Promise<Libvirt | undefined>;
}

/** Judges which inputs of a resource reach beyond its lab. */
export async function judgeBeyond(judged: Judged): Promise<Judgement> {
    const { token, news, olds, hasOpen, engine, connect } = judged;
    const find = REACHING[token];
    if (find === undefined) return { failures: [], reported: [] };
    const project = projectFolder(engine);
    const isPooled = async (file: string) => {
        const libvirt = await connect();
        return libvirt === undefined || isInPool(libvirt, file);
    };
    const [found, before] = await Promise.all([
        find(news, { project, isInPool: isPooled }),
        find(plain(olds), { project: undefined, isInPool: () => Promise.resolve(false) }),
    ]);
    const { accept } = news;
    const isAccepted = accept === BEYOND || (hasOpen && isUnknown(accept));
    const { failures, reported } = judge({ found, before, isAccepted, policy: hostPolicy() });
    return { failures, reported: isAccepted && hasOpen ? [...reported, LATER] : reported };
}

const LATER = "perhaps values that are not known yet";
