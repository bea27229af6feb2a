import type { Domain, Libvirt } from "../../libvirt";
import { DomainAffect } from "../../libvirt/flags";
import { found } from "../../libvirt/found";
import { forUpdate, withoutCable } from "../../xml/deviceUpdate";
import { print } from "../../xml/element";
import { parse } from "../../xml/parse";
import { all, attributesAt } from "../../xml/query";
import type { Capture } from "./captures";

type Caller = Pick<Libvirt, "call">;

/** Takes the cables of guests that run out, each as far as that is possible; stored definitions keep theirs. */
export async function takeCablesOut(libvirt: Caller, captures: readonly Capture[]): Promise<void> {
    const outcomes = await Promise.allSettled(captures.map((one) => takeOut(libvirt, one)));
    const failed = outcomes.find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
}

async function takeOut(libvirt: Caller, { machine: { uuid }, macAddress }: Capture): Promise<void> {
    const domain = await running(libvirt, uuid);
    if (domain === undefined) return;
    try {
        const live = parse(await libvirt.call("domainGetXMLDesc", { domain, flags: 0 }));
        const nic = all(live, "devices", "interface").find(
            (one) => attributesAt(one, "mac")["address"] === macAddress,
        );
        if (nic === undefined) return;
        const xml = print(forUpdate(withoutCable(nic)));
        await libvirt.call("domainUpdateDeviceFlags", { domain, xml, flags: DomainAffect.LIVE });
    } catch (error) {
        // What has ended meanwhile sends no more.
        if ((await running(libvirt, uuid)) !== undefined) throw error;
    }
}

/** libvirt's id of a domain that is off. */
const OFF = -1;

async function running(libvirt: Caller, uuid: string): Promise<Domain | undefined> {
    const domain = await found(libvirt.call("domainLookupByUUID", { uuid }));
    return domain?.id === OFF ? undefined : domain;
}
