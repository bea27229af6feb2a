import { onHost } from "./onHost";

const activeOnly = 1;

/** Names of all running domains on a host, xplab's and others. */
export function activeDomains(uri: string): Promise<string[]> {
    return onHost(uri, async (libvirt) => {
        const domains = await libvirt.call("connectListAllDomains", { flags: activeOnly });
        return domains.map(({ name }) => name).sort();
    });
}
