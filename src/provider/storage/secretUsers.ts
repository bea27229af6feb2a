import type { Libvirt } from "../../libvirt";
import { domainFiles, volumeFiles } from "./hostFiles";

/** The volumes and domains that use a secret, for an error text. */
export async function usersOfSecret(libvirt: Libvirt, uuid: string): Promise<string[]> {
    const [domains, volumes] = await Promise.all([domainFiles(libvirt), volumeFiles(libvirt)]);
    return [
        ...volumes.filter(({ secret }) => secret === uuid).map(({ volume }) => nameOf(volume)),
        ...domains
            .filter(({ secrets }) => secrets.includes(uuid))
            .map(({ domain }) => `domain "${domain.name}"`),
    ];
}

/** Encrypted volumes whose secret libvirt has forgotten, as it does when it refreshes their pool. */
export async function volumesOfUnknownSecrets(libvirt: Libvirt): Promise<string[]> {
    const volumes = await volumeFiles(libvirt);
    return volumes
        .filter(({ isEncrypted, secret }) => isEncrypted && secret === undefined)
        .map(({ volume }) => nameOf(volume));
}

const nameOf = ({ pool, name }: { pool: string; name: string }) => `volume "${pool}/${name}"`;
