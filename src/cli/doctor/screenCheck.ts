import { DomainXml } from "../../libvirt/flags";
import { found } from "../../libvirt/found";
import { urnOf } from "../../xml/mark";
import { parse } from "../../xml/parse";
import { attributesAt } from "../../xml/query";
import { type Check, type Finding, ok, type Probe, warning } from "./check";

/** Whether there is a viewer for the screens that are on sockets. */
export const screenCheck: Check = { name: "screens", check: screens };

async function screens(probe: Probe): Promise<Finding> {
    const onSockets = await domainsWithSockets(probe);
    if (onSockets.length === 0) return ok("none on a socket");
    if (probe.find("virt-viewer") !== undefined) return ok("virt-viewer opens those on sockets");
    return warning(
        `virt-viewer is not installed, which alone opens screens on sockets: ${onSockets.join(", ")}`,
        'Install it: apt install virt-viewer. As root, "xplab console MACHINE" tells of another way.',
    );
}

/** Names of our domains whose next start, at the latest, has its screen on a socket. */
async function domainsWithSockets(probe: Probe): Promise<string[]> {
    const host = await probe.libvirt();
    const domains = await host.call("connectListAllDomains", {});
    const names = await Promise.all(
        domains.map(async (domain) => {
            const flags = DomainXml.INACTIVE;
            const xml = await found(host.call("domainGetXMLDesc", { domain, flags }));
            const definition = xml === undefined ? undefined : parse(xml);
            if (definition === undefined || urnOf(definition) === undefined) return [];
            const { type } = attributesAt(definition, "devices", "graphics", "listen");
            return type === "socket" ? [domain.name] : [];
        }),
    );
    return names.flat();
}
