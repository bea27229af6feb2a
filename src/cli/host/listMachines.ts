import { isNoDomain, type Libvirt } from "../../libvirt";
import { isNeverStarted } from "../../plainFiles";
import { viewOf } from "./domainStatus";
import { type Machine, machineOf } from "./machine";

/** All domains of a host, xplab's and others, sorted by stack, lab and name. */
export async function listMachines(libvirt: Pick<Libvirt, "call">): Promise<Machine[]> {
    const domains = await libvirt.call("connectListAllDomains", {});
    const shown = domains.filter(({ name }) => !isNeverStarted(name));
    const machines = await Promise.all(
        shown.map(async (domain) => {
            try {
                const { status, definition } = await viewOf(libvirt, domain);
                return [machineOf(status, definition)];
            } catch (error) {
                // Removed between the two calls.
                if (isNoDomain(error)) return [];
                throw error;
            }
        }),
    );
    return machines.flat().sort(byPlace);
}

const KEYS = ["stack", "lab", "machine", "domain"] as const;

function byPlace(one: Machine, other: Machine): number {
    const orders = KEYS.map((key) =>
        (one[key] ?? "").localeCompare(other[key] ?? "", "en", { numeric: true }),
    );
    return orders.find((order) => order !== 0) ?? 0;
}
