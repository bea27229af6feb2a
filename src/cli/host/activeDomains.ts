import { onHost } from "./onHost";

const activeOnly = 1;

/** Names of the domains that run on a host, whoever made them. */
export function activeDomains(uri: string): Promise<string[]> {
    return onHost(uri, async (libvirt) => {
        const domains = await libvirt.call("connectListAllDomains", { flags: activeOnly });
        return domains.map(({ name }) => name).sort();
    });
}
