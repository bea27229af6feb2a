import {
    NetworkUpdateAffect,
    NetworkUpdateCommand,
    NetworkUpdateSection,
    NetworkXml,
} from "../../src/libvirt/flags";
import { print, type Element } from "../../src/xml/tree/element";
import { parse } from "../../src/xml/tree/parse";
import { attributesAt, textAt } from "../../src/xml/tree/query";
import { fakeLibvirt, libvirtError } from "./fakeLibvirt";

interface KeptNetwork {
    readonly uuid: string;
    stored: string;
    /** Undefined while it is inactive. */
    live?: string | undefined;
    autostart: boolean;
}

interface Guest {
    /** Name of the network that it is plugged into. Its stored definition names `home`. */
    network: string;
    readonly home: string;
}

export interface Circumstances {
    readonly networks?: readonly { stored: string; live?: string | undefined }[];
    readonly guests?: Readonly<Record<string, Guest>>;
    readonly leases?: readonly { readonly macAddress: string; readonly address: string }[];
    /** Whether a network with this definition cannot start. */
    readonly refuses?: (xml: Element) => boolean;
    /** Cuts the run off at this change: neither it nor a later one is done. */
    readonly cutOffAt?: string;
}

/** A host with networks and guests that applies and records changes. */
export function fakeNetworks({
    networks: given = [],
    guests = {},
    leases = [],
    refuses = () => false,
    cutOffAt,
}: Circumstances = {}) {
    const networks = new Map<string, KeptNetwork>();
    const done: string[] = [];
    const put = (xml: string, live?: string) => {
        const document = withBridge(parse(xml), networks.size);
        const [name = "", uuid = `uuid of ${name}`] = ["name", "uuid"].map((key) =>
            textAt(document, key),
        );
        const kept = networks.get(name) ?? { uuid, stored: "", autostart: false, live };
        networks.set(name, Object.assign(kept, { stored: print(document) }));
        return { name, uuid };
    };
    for (const { stored, live } of given) put(stored, live);
    let isCutOff = false;
    const change = (what: string) => {
        isCutOff ||= what === cutOffAt;
        if (isCutOff) throw new Error(`cut off before ${what}`);
        done.push(what);
    };
    const kept = ({ network }: { network: { name: string } }): KeptNetwork => {
        const found = networks.get(network.name);
        if (found === undefined) throw libvirtError("noNetwork");
        return found;
    };
    const refOf = (isMeant: (name: string, its: KeptNetwork) => boolean) => {
        const [found] = [...networks].filter(([name, its]) => isMeant(name, its));
        if (found === undefined) throw libvirtError("noNetwork");
        return { name: found[0], uuid: found[1].uuid };
    };
    const begin = (network: KeptNetwork) => {
        if (refuses(parse(network.stored))) throw libvirtError("internalError", "in use");
        network.live = network.stored;
    };
    const fake = fakeLibvirt({
        connectListAllNetworks: () => [],
        networkLookupByUUID: ({ uuid }: { uuid: string }) =>
            refOf((_name, its) => its.uuid === uuid),
        networkLookupByName: ({ name }: { name: string }) => refOf((its) => its === name),
        networkDefineXMLFlags: ({ xml }: { xml: string }) => {
            change("define");
            return put(xml);
        },
        networkCreateXML: ({ xml }: { xml: string }) => {
            change(`make ${textAt(parse(xml), "name") ?? ""}`);
            const ref = put(xml);
            begin(kept({ network: ref }));
            return ref;
        },
        networkCreate: (args: never) => {
            change("start");
            begin(kept(args));
        },
        networkDestroy: ({ network }: { network: { name: string } }) => {
            change(`stop ${network.name}`);
            kept({ network }).live = undefined;
            if (network.name.startsWith("parking")) networks.delete(network.name);
        },
        networkUndefine: ({ network }: { network: { name: string } }) => {
            change("undefine");
            networks.delete(network.name);
        },
        networkIsActive: (args: never) => kept(args).live !== undefined,
        networkGetAutostart: (args: never) => kept(args).autostart,
        networkSetAutostart: (args: never) => {
            const { autostart } = args as { autostart: boolean };
            change(`autostart ${autostart}`);
            kept(args).autostart = autostart;
        },
        networkGetXMLDesc: (args: never) => {
            const { flags = 0 } = args as { flags?: number };
            const { stored, live = stored } = kept(args);
            return flags === NetworkXml.INACTIVE ? stored : live;
        },
        networkGetDHCPLeases: () => leases,
        networkUpdate: (args: never) => {
            const { command, section, xml, flags } = args as NetworkUpdate;
            change(`update ${command} ${xml.replace(/\s*\n\s*/g, "")}`);
            if (section === NetworkUpdateSection.DNS_HOST) return;
            const network = kept(args);
            const becomes = (text: string) => print(withDhcp(parse(text), command, parse(xml)));
            if ((flags & NetworkUpdateAffect.CONFIG) !== 0) {
                network.stored = becomes(network.stored);
            }
            if ((flags & NetworkUpdateAffect.LIVE) !== 0 && network.live !== undefined) {
                network.live = becomes(network.live);
            }
        },
        connectListAllDomains: () =>
            Object.keys(guests).map((name) => ({ name, uuid: name, id: 1 })),
        domainLookupByUUID: ({ uuid }: { uuid: string }) => ({ name: uuid, uuid, id: 1 }),
        domainGetXMLDesc: ({ domain, flags }: { domain: { name: string }; flags?: number }) => {
            const { home = "", network = "" } = guests[domain.name] ?? {};
            return domainWith(
                flags === 0 ? `network='${network}' portid='p' bridge='b'` : `network='${home}'`,
            );
        },
        domainUpdateDeviceFlags: ({ domain, xml }: { domain: { name: string }; xml: string }) => {
            const { network = "", ...others } = attributesAt(parse(xml), "source");
            change(`plug ${domain.name} ${[network, ...Object.keys(others)].join(" ")}`);
            if (kept({ network: { name: network } }).live === undefined) {
                throw libvirtError("operationInvalid", "not active");
            }
            Object.assign(guests[domain.name] ?? {}, { network });
        },
    });
    return { ...fake, done, networks };
}

/** The MAC address of every guest. */
export const GUEST_MAC = "52:54:00:00:00:0a";

const domainWith = (source: string) =>
    `<domain><devices><interface type='network'><mac address='${GUEST_MAC}'/><source ${source}/></interface></devices></domain>`;

interface NetworkUpdate {
    readonly command: number;
    readonly section: number;
    readonly xml: string;
    readonly flags: number;
}

/** Adds or removes a DHCP entry or range. */
function withDhcp(node: Element, command: number, one: Element): Element {
    const children = node.children.map((child) =>
        typeof child === "string" ? child : withDhcp(child, command, one),
    );
    if (node.name !== "dhcp") return { ...node, children };
    const isOther = (child: Element | string) =>
        typeof child === "string" || print(child) !== print(one);
    return command === NetworkUpdateCommand.DELETE
        ? { ...node, children: children.filter(isOther) }
        : { ...node, children: [...children, one] };
}

/** libvirt names the bridge of a network that is defined without one. */
function withBridge(document: Element, count: number): Element {
    const children = document.children.map((child) =>
        typeof child !== "string" && child.name === "bridge"
            ? { ...child, attributes: { name: `virbr${count}`, ...child.attributes } }
            : child,
    );
    return { ...document, children };
}
