import {
    isNoDomain,
    isNoNwfilter,
    isUnsupported,
    type Domain,
    type Libvirt,
    type Network,
} from "../../../libvirt";
import { DomainMessages, DomainXml, NetworkXml } from "../../../libvirt/flags";
import { isNeverStarted, probedByPools } from "../../../plainFiles";
import { confinementIn } from "../../../xml/domain/confinement";
import type { Element } from "../../../xml/tree/element";
import { emulatorUser } from "../../../xml/domain/emulatorUser";
import { guestWritten } from "../../../xml/domain/guestWritten";
import { titleOf, urnOf } from "../../../xml/mark";
import { parse } from "../../../xml/tree/parse";
import { attributesAt } from "../../../xml/tree/query";
import { parseNetworkTitle } from "../../../xp/reach/networkTitle";
import { viewOf } from "../../host/domainStatus";
import { isOff, machineOf } from "../../host/machine";
import type { LocalHost } from "./localHost";
import { captureFiles } from "../../../xml/domain/capture";
import { nicsOf } from "../../../xml/domain/nics";
import { imageFiles, memoryFiles } from "./confinementCheck";
import { originOf } from "./urn";
import type { DomainView, HostView, NetworkView } from "./view";

type Caller = Pick<Libvirt, "call">;

/** Reads the current state of everything that the audit judges. */
export async function lookAtHost(libvirt: Caller, here: LocalHost): Promise<HostView> {
    const [domains, networks, bindings, capabilities] = await Promise.all([
        domainViews(libvirt),
        networkViews(libvirt),
        bindingsOf(libvirt),
        libvirt.call("connectGetCapabilities", {}).then(parse),
    ]);
    const files = domains.flatMap((one) => [...imageFiles(one.now), ...memoryFiles(one)]);
    const logs = domains.flatMap(({ now }) => captureFiles(now));
    const written = domains.flatMap(({ now, stored }) => [now, stored].flatMap(guestWritten));
    return {
        domains,
        probed: await probedByPools(libvirt, [...new Set(written)]),
        networks: new Map(networks.map((one) => [one.name, one])),
        filters: await filtersOf(libvirt, domains),
        bindings,
        confinement: confinementIn(capabilities),
        emulatorUser: emulatorUser(capabilities),
        local: await here.look({ taps: tapsOf(domains), files, logs }),
    };
}

const tapsOf = (domains: readonly DomainView[]) =>
    domains
        .filter(({ isActive }) => isActive)
        .flatMap(({ now }) => nicsOf(now))
        .flatMap((nic) => attributesAt(nic, "target")["dev"] ?? []);

async function domainViews(libvirt: Caller): Promise<DomainView[]> {
    const domains = await libvirt.call("connectListAllDomains", {});
    const judged = domains.filter(({ name }) => !isNeverStarted(name));
    return (await Promise.all(judged.map((one) => domainView(libvirt, one)))).flat();
}

async function domainView(libvirt: Caller, domain: Domain): Promise<DomainView[]> {
    try {
        const { status, definition } = await viewOf(libvirt, domain);
        const machine = machineOf(status, definition);
        const xml = (flags: number) =>
            libvirt.call("domainGetXMLDesc", { domain, flags: DomainXml.SECURE | flags });
        const [now, stored] = await Promise.all([xml(0), xml(DomainXml.INACTIVE)]);
        const taints = isOff(machine) ? [] : await taintsOf(libvirt, domain);
        const view = { machine, isActive: !isOff(machine), taints };
        const origin = originOf(urnOf(definition));
        return [{ ...view, origin, now: parse(now), stored: parse(stored) }];
    } catch (error) {
        // Removed between two calls.
        if (isNoDomain(error)) return [];
        throw error;
    }
}

const TAINTED = /^tainted: /;

async function taintsOf(libvirt: Caller, domain: Domain): Promise<string[]> {
    try {
        const flags = DomainMessages.TAINTING;
        const messages = await libvirt.call("domainGetMessages", { domain, flags });
        return messages.map((one) => one.replace(TAINTED, ""));
    } catch (error) {
        if (isUnsupported(error)) return []; // other drivers than QEMU's have none
        throw error;
    }
}

async function networkViews(libvirt: Caller): Promise<NetworkView[]> {
    const networks = await libvirt.call("connectListAllNetworks", {});
    return Promise.all(networks.map((one) => networkView(libvirt, one)));
}

async function networkView(libvirt: Caller, network: Network): Promise<NetworkView> {
    const xml = async (flags: number) =>
        parse(await libvirt.call("networkGetXMLDesc", { network, flags }));
    const [now, stored, isActive] = await Promise.all([
        xml(0),
        xml(NetworkXml.INACTIVE),
        libvirt.call("networkIsActive", { network }),
    ]);
    const title = titleOf(stored);
    return {
        name: network.name,
        origin: originOf(urnOf(stored)),
        title: title === undefined ? undefined : parseNetworkTitle(title),
        now,
        isActive,
        bridge: attributesAt(now, "bridge")["name"] ?? "",
    };
}

async function bindingsOf(libvirt: Caller): Promise<Map<string, string>> {
    try {
        const bindings = await libvirt.call("connectListAllNwfilterBindings", {});
        return new Map(bindings.map(({ portDevice, filter }) => [portDevice, filter]));
    } catch (error) {
        if (isUnsupported(error)) return new Map();
        throw error;
    }
}

async function filtersOf(
    libvirt: Caller,
    domains: readonly DomainView[],
): Promise<Map<string, Element>> {
    const names = domains
        .flatMap(({ now, stored }) => [...nicsOf(now), ...nicsOf(stored)])
        .flatMap((nic) => [
            attributesAt(nic, "filterref")["filter"] ?? [],
            // A lab's filter has its network's name, which finds it for a NIC that has lost its filter.
            attributesAt(nic, "source")["network"] ?? [],
        ])
        .flat();
    const found = await Promise.all(
        [...new Set(names)].map(async (name) => [name, await filterOf(libvirt, name)] as const),
    );
    return new Map(
        found.flatMap(([name, filter]) => (filter === undefined ? [] : [[name, filter] as const])),
    );
}

async function filterOf(libvirt: Caller, name: string): Promise<Element | undefined> {
    try {
        const filter = await libvirt.call("nwfilterLookupByName", { name });
        return parse(await libvirt.call("nwfilterGetXMLDesc", { filter }));
    } catch (error) {
        if (isNoNwfilter(error) || isUnsupported(error)) return undefined;
        throw error;
    }
}
