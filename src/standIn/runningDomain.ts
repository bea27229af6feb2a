import type { Domain, Libvirt } from "../libvirt";
import { StandInError } from "./standInError";

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
        throw new StandInError(
            `No machine "${machine}" runs on "${libvirt.uri}".`,
            domains.length === 0 ? "Nothing runs there." : `These do: ${list(domains)}.`,
        );
    }
    if (others.length > 0) {
        throw new StandInError(
            `"${machine}" could be any of ${list([found, ...others])}.`,
            "Write the whole name.",
        );
    }
    return found;
}

function list(domains: readonly Domain[]): string {
    return domains
        .map(({ name }) => name)
        .sort()
        .join(", ");
}
