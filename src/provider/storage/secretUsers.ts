import type { Libvirt } from "../../libvirt";
import { domainFiles, volumeFiles } from "./hostFiles";

/** What is encrypted with a secret, in words. */
export async function usersOfSecret(libvirt: Libvirt, uuid: string): Promise<string[]> {
    const [domains, volumes] = await Promise.all([domainFiles(libvirt), volumeFiles(libvirt)]);
    return [
        ...volumes.filter(({ secret }) => secret === uuid).map(({ volume }) => nameOf(volume)),
        ...domains
            .filter(({ secrets }) => secrets.includes(uuid))
            .map(({ domain }) => `domain "${domain.name}"`),
    ];
}

/** Encrypted volumes of which libvirt has forgotten the secret: a refresh of their pool does that. */
export async function volumesOfUnknownSecrets(libvirt: Libvirt): Promise<string[]> {
    const volumes = await volumeFiles(libvirt);
    return volumes
        .filter(({ isEncrypted, secret }) => isEncrypted && secret === undefined)
        .map(({ volume }) => nameOf(volume));
}

const nameOf = ({ pool, name }: { pool: string; name: string }) => `volume "${pool}/${name}"`;
