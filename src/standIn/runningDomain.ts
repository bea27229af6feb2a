import { machineAmbiguous, machineNotRunning } from "../errors";
import type { Domain, Libvirt } from "../libvirt";

const activeOnly = 1;

/** The running domain of this name, or the one whose name ends with it: a lab's "xp-1" is "lab-dev-xp-1". */
export async function runningDomain(
    libvirt: Pick<Libvirt, "call" | "uri">,
    machine: string,
): Promise<Domain> {
    const domains = await libvirt.call("connectListAllDomains", { flags: activeOnly });
    const exact = domains.filter(({ name }) => name === machine);
    const [found, ...others] =
        exact.length > 0 ? exact : domains.filter(({ name }) => name.endsWith(`-${machine}`));
    if (found === undefined) {
        throw machineNotRunning({ machine, uri: libvirt.uri, running: namesOf(domains) });
    }
    if (others.length > 0) {
        throw machineAmbiguous({ name: machine, candidates: namesOf([found, ...others]).sort() });
    }
    return found;
}

const namesOf = (domains: readonly Domain[]) => domains.map(({ name }) => name);
