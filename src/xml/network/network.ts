import type { Network } from "../../schema/network/network";
import { addressAt, broadcastOf } from "../../schema/network/subnet";
import { element, textElement, yesNo, type Child, type Element } from "../tree/element";
import { markXml, type Mark } from "../mark";
import { endlessLease, reservationXml } from "./reservations";

/** A network with all choices made, except the bridge: libvirt picks one if it is absent. */
export interface NetworkLayout extends Omit<Network, "ipv4"> {
    readonly ipv4?: (NonNullable<Network["ipv4"]> & { readonly address: string }) | undefined;
    readonly mark: Mark;
}

// https://libvirt.org/formatnetwork.html
export function networkXml(network: NetworkLayout): Element {
    const { name, uuid, title, forward, mark } = network;
    return element(
        "network",
        {},
        textElement("name", name),
        textElement("uuid", uuid),
        markXml(mark, title),
        forward && element("forward", { mode: forward.mode }),
        forward?.mode === "bridge"
            ? element("bridge", { name: network.bridge })
            : ownBridgeXml(network),
    );
}

function ownBridgeXml({ bridge, macAddress, ipv4 }: NetworkLayout): Child[] {
    return [
        // With STP a bridge would receive its guests' BPDUs past their filters, and send them its own.
        element("bridge", { name: bridge, stp: "off", delay: 0 }),
        macAddress === undefined ? undefined : element("mac", { address: macAddress }),
        element("dns", { enable: yesNo(ipv4?.dns ?? false) }, ipv4 && dnsHostsXml(ipv4)),
        ipv4 && ipv4Xml(ipv4, macAddress),
    ];
}

/** libvirt has one entry for all names of an address. */
function dnsHostsXml({ dnsHosts }: NonNullable<Network["ipv4"]>): Element[] {
    return [...new Set(Object.values(dnsHosts))].map((ip) => {
        const names = Object.keys(dnsHosts).filter((name) => dnsHosts[name] === ip);
        return element(
            "host",
            { ip },
            names.map((name) => textElement("hostname", name)),
        );
    });
}

function ipv4Xml(ipv4: Ipv4Layout, macAddress: string | undefined): Element {
    const { address, prefixLength, dhcp } = ipv4;
    return element(
        "ip",
        { family: "ipv4", address, prefix: prefixLength },
        dhcp ? dhcpXml(ipv4, macAddress) : undefined,
    );
}

type Ipv4Layout = NonNullable<NetworkLayout["ipv4"]>;

function dhcpXml(ipv4: Ipv4Layout, macAddress: string | undefined): Element {
    const { address, reservedOnly } = ipv4;
    return element(
        "dhcp",
        {},
        reservedOnly ? reservationXml({ mac: macAddress ?? NOBODY, address }) : rangeXml(ipv4),
        Object.entries(ipv4.dhcpHosts).map(([name, host]) =>
            element(
                "host",
                { mac: host.mac, name, ip: host.address },
                // With a range, entries have its lease time.
                reservedOnly ? endlessLease() : undefined,
            ),
        ),
    );
}

function rangeXml({ address, prefixLength }: Ipv4Layout): Element {
    const end = addressAt(broadcastOf(address, prefixLength), -1);
    return element("range", { start: addressAt(address, 1), end }, endlessLease());
}

/** A MAC address that no guest has, for when the bridge's is unknown. */
const NOBODY = "02:00:00:00:00:00";
