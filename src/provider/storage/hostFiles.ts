import {
    isNotFound,
    isOperationInvalid,
    type Domain,
    type Libvirt,
    type StoragePool,
    type StorageVolume,
} from "../../libvirt";
import { DomainXml, ListPools } from "../../libvirt/flags";
import type { Element } from "../../xml/tree/element";
import { guestWritten } from "../../xml/domain/guestWritten";
import { urnOf } from "../../xml/mark";
import { parse } from "../../xml/tree/parse";
import { plugsIn, type Plug } from "../../xml/domain/plugs";
import { all, first, textAt } from "../../xml/tree/query";
import { isActive } from "../../libvirt/handles";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import { Survey } from "../../libvirt/survey";

/** A domain and the files of its disks, running or stored. */
interface DomainFiles {
    readonly domain: Domain;
    /** Images that a running guest writes to. */
    readonly open: readonly string[];
    /** These, those of the next start, and the images below them. */
    readonly all: readonly string[];
    /** Files and folders whose first bytes the guest decides. */
    readonly written: readonly string[];
    /** Whether a program of ours created it. */
    readonly isOurs: boolean;
    /** UUIDs of the secrets that open them. */
    readonly secrets: readonly string[];
    /** Its interfaces, running or stored. */
    readonly plugs: readonly Plug[];
}

interface VolumeFiles {
    readonly volume: StorageVolume;
    /** Path of the image below it. */
    readonly backing: string | undefined;
    readonly isEncrypted: boolean;
    /** UUID; libvirt forgets it when the pool is refreshed. */
    readonly secret: string | undefined;
}

/** Files of every domain of a host. */
export const domainFiles = (libvirt: Libvirt) => surveysOf(libvirt).domains.all();

/** Files of every volume in the active pools of a host. */
export const volumeFiles = (libvirt: Libvirt) => surveysOf(libvirt).volumes.all();

/** Call after changing a domain's disks, stored or live. */
export const forgetDomain = (libvirt: Libvirt, uuid: string) =>
    surveysOf(libvirt).domains.forget(uuid);

/** Call before an action that another process's change of a domain would make wrong. */
export const forgetDomains = (libvirt: Libvirt) => surveysOf(libvirt).domains.forget("");

/** Call after deleting a volume: another one may get its name. */
export const forgetVolume = (libvirt: Libvirt, { key }: StorageVolume) =>
    surveysOf(libvirt).volumes.forget(key);

/** Call after changing several volumes. */
export const forgetVolumes = (libvirt: Libvirt) => surveysOf(libvirt).volumes.forget("");

interface Surveys {
    readonly domains: Survey<Domain, DomainFiles>;
    readonly volumes: Survey<StorageVolume, VolumeFiles>;
}

const surveys = new WeakMap<Libvirt, Surveys>();

function surveysOf(libvirt: Libvirt): Surveys {
    const known = surveys.get(libvirt);
    if (known !== undefined) return known;
    const fresh: Surveys = {
        domains: new Survey({
            list: () => libvirt.call("connectListAllDomains", {}),
            // libvirt's id changes with each start.
            keyOf: ({ uuid, id }) => `${uuid} ${id}`,
            describe: (domain) => filesOfDomain(libvirt, domain),
        }),
        volumes: new Survey({
            list: () => listVolumes(libvirt),
            keyOf: ({ key }) => key,
            describe: (volume) => filesOfVolume(libvirt, volume),
        }),
    };
    surveys.set(libvirt, fresh);
    return fresh;
}

async function filesOfDomain(libvirt: Libvirt, domain: Domain): Promise<DomainFiles> {
    const read = async (flags: number) => {
        const xml = await ignoreNotFound(libvirt.call("domainGetXMLDesc", { domain, flags }));
        return xml === undefined ? [] : [parse(xml)];
    };
    const [stored, running] = await Promise.all([
        read(DomainXml.INACTIVE),
        isActive(domain) ? read(0) : [],
    ]);
    const documents = [...running, ...stored];
    const disksIn = (xml: readonly Element[]) => xml.flatMap((one) => all(one, "devices", "disk"));
    const [live, disks] = [disksIn(running), disksIn(documents)];
    return {
        domain,
        open: live.flatMap(sourcesOf),
        all: disks.flatMap(chainOf),
        written: documents.flatMap(guestWritten),
        isOurs: documents.some((one) => urnOf(one) !== undefined),
        secrets: disks.flatMap(secretsOf),
        plugs: documents.flatMap(plugsIn),
    };
}

const sourcesOf = (disk: Element) =>
    all(disk, "source").flatMap(({ attributes }) => attributes["file"] ?? []);

const chainOf = (disk: Element): string[] => [
    ...sourcesOf(disk),
    ...all(disk, "backingStore").flatMap(chainOf),
];

const secretsOf = (disk: Element): string[] => [
    ...all(disk, "source", "encryption").flatMap(secretOf),
    ...all(disk, "backingStore").flatMap(secretsOf),
];

const secretOf = (encryption: Element) =>
    all(encryption, "secret").flatMap(({ attributes }) => attributes["uuid"] ?? []);

async function listVolumes(libvirt: Libvirt): Promise<StorageVolume[]> {
    const pools = await libvirt.call("connectListAllStoragePools", { flags: ListPools.ACTIVE });
    return (await Promise.all(pools.map((pool) => volumesOf(libvirt, pool)))).flat();
}

/** Empty for a pool that was stopped or removed meanwhile. */
async function volumesOf(libvirt: Libvirt, pool: StoragePool): Promise<StorageVolume[]> {
    try {
        return await libvirt.call("storagePoolListAllVolumes", { pool });
    } catch (error) {
        if (isNotFound(error) || isOperationInvalid(error)) return [];
        throw error;
    }
}

async function filesOfVolume(libvirt: Libvirt, volume: StorageVolume): Promise<VolumeFiles> {
    const text = await ignoreNotFound(libvirt.call("storageVolGetXMLDesc", { volume }));
    if (text === undefined) {
        return { volume, backing: undefined, isEncrypted: false, secret: undefined };
    }
    const xml = parse(text);
    const encryption = first(xml, "target", "encryption");
    return {
        volume,
        backing: textAt(xml, "backingStore", "path"),
        isEncrypted: encryption !== undefined,
        secret: encryption && secretOf(encryption)[0],
    };
}
