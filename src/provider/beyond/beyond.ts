import { hostPolicy } from "../../hostPolicy";
import type { Libvirt } from "../../libvirt";
import { isInPool } from "../../plainFiles";
import { isUnknown, type Properties } from "../wire";
import { domainReaching } from "./domainReaching";
import { installedVolumeReaching } from "./installedVolumeReaching";
import { judge, type Judgement } from "./judge";
import { networkReaching } from "./networkReaching";
import { projectFolder } from "./ownFolders";
import { poolReaching } from "./poolReaching";
import type { FindReaching } from "./reaching";
import { volumeReaching } from "./volumeReaching";

/** By token; other resources have nothing but what is libvirt's. */
const REACHING: Readonly<Record<string, FindReaching>> = {
    "libvirt:index:Domain": domainReaching,
    "libvirt:index:InstalledVolume": installedVolumeReaching,
    "libvirt:index:Network": networkReaching,
    "libvirt:index:Pool": poolReaching,
    "libvirt:index:Volume": volumeReaching,
};

/**
 * Judges what a resource's inputs reach beyond its lab.
 *
 * @param engine Process of the Pulumi command line.
 * @param connect The host; undefined while it cannot be reached, when its files are taken to be a pool's.
 */
export async function judgeBeyond(
    token: string,
    news: Properties,
    olds: Properties,
    engine: number,
    connect: () => Promise<Libvirt | undefined>,
): Promise<Judgement> {
    const find = REACHING[token];
    if (find === undefined) return { failures: [], told: [] };
    const project = projectFolder(engine);
    const isPooled = async (file: string) => {
        const libvirt = await connect();
        return libvirt === undefined || isInPool(libvirt, file);
    };
    const [found, before] = await Promise.all([
        find(news, { project, isInPool: isPooled }),
        find(olds, { project: undefined, isInPool: () => Promise.resolve(false) }),
    ]);
    const { accept } = news;
    return judge({ found, before, accept, isOpen: isUnknown(accept), policy: hostPolicy() });
}
