import { objectNotFound } from "../../errors";
import type { Domain, Libvirt } from "../../libvirt";
import { domainStates } from "../../libvirt/flags";
import { leasesByMac } from "../../libvirt/leases";
import { GetDomain } from "../../schema/functions";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { all, first, textAt } from "../../xml/tree/query";
import { screenAddress } from "../../xml/domain/screen";
import { ignoreNotFound } from "../../libvirt/ignoreNotFound";
import type { FunctionHandler } from "./function";

export const getDomain: FunctionHandler<typeof GetDomain> = {
    schema: GetDomain,
    async call({ name }, libvirt) {
        const domain = await requireDomain(libvirt, name);
        const [text, { state }, leases, autostart] = await Promise.all([
            libvirt.call("domainGetXMLDesc", { domain }),
            libvirt.call("domainGetState", { domain }),
            leasesByMac(libvirt, domain),
            libvirt.call("domainGetAutostart", { domain }),
        ]);
        const xml = parse(text);
        const macAddresses = macsOf(xml);
        return {
            name,
            uuid: domain.uuid,
            state: domainStates[state] ?? "nostate",
            memoryMiB: Number(textAt(xml, "memory")) / 1024,
            vcpus: Number(textAt(xml, "vcpu")),
            machineType: first(xml, "os", "type")?.attributes["machine"],
            macAddresses,
            addresses: Object.fromEntries(macAddresses.map((mac) => [mac, leases.get(mac) ?? []])),
            screen: screenAddress(xml),
            disks: filesByTarget(xml),
            autostart,
        };
    },
};

async function requireDomain(libvirt: Libvirt, name: string): Promise<Domain> {
    const domain = await ignoreNotFound(libvirt.call("domainLookupByName", { name }));
    if (domain !== undefined) return domain;
    const domains = await libvirt.call("connectListAllDomains", {});
    const names = domains.map((one) => one.name);
    throw objectNotFound({ kind: "Domain", name, choice: "Set name to", names });
}

const macsOf = (xml: Element) =>
    all(xml, "devices", "interface", "mac").flatMap(
        ({ attributes }) => attributes["address"] ?? [],
    );

function filesByTarget(xml: Element): Record<string, string> {
    const files = all(xml, "devices", "disk").flatMap((disk) => {
        const target = first(disk, "target")?.attributes["dev"];
        const file = first(disk, "source")?.attributes["file"];
        return target === undefined || file === undefined ? [] : [[target, file] as const];
    });
    return Object.fromEntries(files);
}
