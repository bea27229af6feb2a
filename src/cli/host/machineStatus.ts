import { onHost } from "./onHost";
import { type DomainStatus, domainStatus } from "./domainStatus";

/** The states of domains, by UUID; without those that do not exist. */
export function machineStatus(
    uri: string,
    uuids: readonly string[],
): Promise<Map<string, DomainStatus>> {
    return onHost(uri, async (libvirt) => {
        const found = await Promise.all(uuids.map((uuid) => domainStatus(libvirt, uuid)));
        return new Map(
            found.flatMap((status) => (status === undefined ? [] : [[status.uuid, status]])),
        );
    });
}
