import type { Libvirt } from "../libvirt";
import { DomainXml } from "../libvirt/flags";
import type { Element } from "../xml/element";
import { parse } from "../xml/parse";
import { all, textAt } from "../xml/query";
import { UserError } from "./errors";
import { found } from "./found";

/** Deleting the disk of a running guest succeeds silently in libvirt, and the guest goes on on a deleted inode. */
export async function refuseUsedByDomain(libvirt: Libvirt, id: string, path: string) {
    const user = await domainUsing(libvirt, path);
    if (user === undefined) return;
    throw new UserError(`Volume "${id}" is used by domain "${user}".`, "Delete that domain first.");
}

/** Name of a domain that has a file among its disks, running or stored. */
export async function domainUsing(libvirt: Libvirt, path: string): Promise<string | undefined> {
    const domains = await libvirt.call("connectListAllDomains", {});
    const documents = domains.flatMap((domain) =>
        [0, DomainXml.INACTIVE].map((flags) =>
            found(libvirt.call("domainGetXMLDesc", { domain, flags })),
        ),
    );
    for (const xml of await Promise.all(documents)) {
        if (xml === undefined) continue;
        const domain = parse(xml);
        if (all(domain, "devices", "disk").some((disk) => filesOf(disk).includes(path)))
            return textAt(domain, "name");
    }
    return undefined;
}

/** An image below others must outlive them. */
export async function refuseBackingFile(libvirt: Libvirt, id: string, path: string) {
    const pools = await libvirt.call("connectListAllStoragePools", { flags: ACTIVE });
    const lists = pools.map((pool) => found(libvirt.call("storagePoolListAllVolumes", { pool })));
    const volumes = (await Promise.all(lists)).flatMap((list) => list ?? []);
    const backing = volumes.map(async (volume) => {
        const xml = await found(libvirt.call("storageVolGetXMLDesc", { volume }));
        const file = xml && textAt(parse(xml), "backingStore", "path");
        return file === path ? `"${volume.pool}/${volume.name}"` : undefined;
    });
    const users = (await Promise.all(backing)).filter((user) => user !== undefined);
    if (users.length === 0) return;
    throw new UserError(
        `Volume "${id}" is the backing file of ${users.join(", ")}.`,
        "Delete what stands on it first.",
    );
}

/** VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE */
const ACTIVE = 2;

/** Files of a disk and of the images below it. */
const filesOf = (disk: Element): string[] => [
    ...all(disk, "source").flatMap(({ attributes }) => attributes["file"] ?? []),
    ...all(disk, "backingStore").flatMap(filesOf),
];
