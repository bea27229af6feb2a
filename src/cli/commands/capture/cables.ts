import type { Domain, Libvirt } from "../../../libvirt";
import { ignoreNotFound } from "../../../libvirt/ignoreNotFound";
import { isActive } from "../../../libvirt/handles";
import { unplug } from "../../host/cables";
import type { Capture } from "./captures";

type Caller = Pick<Libvirt, "call">;

/** Unplugs the cables of running guests, all that it can before it throws; stored definitions stay. */
export async function unplugAll(libvirt: Caller, captures: readonly Capture[]): Promise<void> {
    const outcomes = await Promise.allSettled(captures.map((one) => unplugOne(libvirt, one)));
    const failed = outcomes.find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
}

async function unplugOne(
    libvirt: Caller,
    { machine: { uuid }, macAddress }: Capture,
): Promise<void> {
    const domain = await running(libvirt, uuid);
    if (domain === undefined) return;
    try {
        await unplug(libvirt, { domain, mac: macAddress });
    } catch (error) {
        // A guest that has ended meanwhile needs no unplugging.
        if ((await running(libvirt, uuid)) !== undefined) throw error;
    }
}

async function running(libvirt: Caller, uuid: string): Promise<Domain | undefined> {
    const domain = await ignoreNotFound(libvirt.call("domainLookupByUUID", { uuid }));
    return domain !== undefined && isActive(domain) ? domain : undefined;
}
