import { readLinks } from "../../../../src/cli/commands/audit/links";
import { readIptables } from "../../../../src/firewall/iptablesRuleset";
import { readTapRules } from "../../../../src/firewall/tapRules";
import { originOf } from "../../../../src/cli/commands/audit/urn";
import type { DomainView, HostView, NetworkView } from "../../../../src/cli/commands/audit/view";
import type { Element } from "../../../../src/xml/tree/element";
import { networkFilterXml } from "../../../../src/xml/network/networkFilter";
import { parse } from "../../../../src/xml/tree/parse";
import { parseNetworkTitle } from "../../../../src/xp/reach/networkTitle";
import { reachRules, type NetworkEnds, type Reach } from "../../../../src/xp/reach/reach";
import { someMachine } from "../../someMachine";

export const MAC = "52:54:00:00:00:02";
export const ENDS: NetworkEnds = {
    hostAddress: "10.64.3.1",
    hostMac: "52:54:00:00:00:01",
    subnet: "10.64.3.0/24",
};
export const NETWORK = "lab-lan-dev";
export const DISK = "/var/lib/libvirt/images/lab-dev/lab-xp-disk-0a1b2c3d";
export const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const urn = (types: string, name: string) => `urn:pulumi:dev::mylab::${types}::${name}`;

/** The live definition of a lab's machine; the stored one has neither tap nor bridge. */
export const domainXml = (more = "") => `
    <domain type='kvm'>
        <name>lab-dev-xp</name>
        <devices>
            <emulator>/usr/bin/qemu-system-x86_64</emulator>
            <disk type='file' device='disk'>
                <driver name='qemu' type='qcow2'/><source file='${DISK}'/>
                <backingStore type='file'><format type='qcow2'/><source file='/golden'/><backingStore/></backingStore>
                <target dev='hda' bus='ide'/>
            </disk>
            <controller type='usb' index='0' model='none'/><controller type='pci' index='0' model='pci-root'/>
            <controller type='ide' index='0'/>
            <interface type='network'>
                <mac address='${MAC}'/>
                <source network='${NETWORK}' bridge='virbr7'/><port isolated='yes'/><target dev='vnet3'/>
                <filterref filter='${NETWORK}'/><model type='rtl8139'/>
            </interface>
            <serial type='pty'/><console type='pty'/><input type='mouse' bus='ps2'/><input type='keyboard' bus='ps2'/>
            <graphics type='vnc' passwd='secret'><listen type='address' address='127.0.0.1'/></graphics>
            <audio id='1' type='none'/><video><model type='cirrus'/></video><memballoon model='none'/>${more}
        </devices>
        <seclabel type='dynamic' model='apparmor'/>
    </domain>`;

export function domainView(xml = domainXml()): DomainView {
    return {
        machine: someMachine({ machine: "xp", domain: "lab-dev-xp", uuid: UUID }),
        origin: originOf(
            urn("xplab:index:Lab$xplab:index:Machine$libvirt:index:Domain", "lab-xp-domain"),
        ),
        now: parse(xml),
        stored: parse(xml),
        isActive: true,
        taints: [],
    };
}

export const networkXml = (more = "", dns = "no") => `
    <network>
        <name>${NETWORK}</name><bridge name='virbr7' stp='on' delay='0'/><mac address='${ENDS.hostMac}'/>
        <dns enable='${dns}'/><ip address='10.64.3.1' prefix='24'><dhcp/></ip>${more}
    </network>`;

export function networkView(reach: Reach = "dhcp", xml = networkXml(), more = ""): NetworkView {
    return {
        name: NETWORK,
        origin: originOf(
            urn("xplab:index:Lab$xplab:index:LabNetwork$libvirt:index:Network", "lab-lan-network"),
        ),
        title: parseNetworkTitle(`lab-lan of stack dev, reach ${reach}${more}`),
        now: parse(xml),
        isActive: true,
        bridge: "virbr7",
    };
}

export const filterXml = (rules = reachRules("dhcp", ENDS)): Element =>
    networkFilterXml({
        name: NETWORK,
        chain: "root",
        rules: rules.map((rule) => ({ ...rule, match: { ...rule.match } })),
    });

/** libvirt's rules for the filter, as ebtables (nf_tables) saves them. */
export const TAPS = `*nat
:PREROUTING ACCEPT
:POSTROUTING ACCEPT
:libvirt-I-vnet3 RETURN
:libvirt-O-vnet3 RETURN
-A PREROUTING -i vnet2 -j libvirt-I-vnet2
-A PREROUTING -i vnet3 -j libvirt-I-vnet3
-A POSTROUTING -o vnet3 -j libvirt-O-vnet3
-A libvirt-I-vnet3 -p IPv4 -s ${MAC} -d Broadcast --ip-dst 255.255.255.255 --ip-proto udp --ip-sport 68 --ip-dport 67 -j ACCEPT
-A libvirt-I-vnet3 -j DROP
-A libvirt-O-vnet3 -p IPv4 -s 52:54:0:0:0:1 --ip-proto udp --ip-sport 67 --ip-dport 68 -j ACCEPT
-A libvirt-O-vnet3 -j DROP
`;

export interface LinkFields {
    readonly ifname: string;
    readonly [field: string]: unknown;
}

export const BRIDGE: LinkFields = {
    ifname: "virbr7",
    address: ENDS.hostMac,
    addr_info: [
        { local: "10.64.3.1", prefixlen: 24, scope: "global" },
        { local: "fe80::1", prefixlen: 64, scope: "link" },
    ],
};
export const TAP: LinkFields = {
    ifname: "vnet3",
    address: "fe:54:00:00:00:02",
    master: "virbr7",
    linkinfo: { info_slave_data: { isolated: true } },
    addr_info: [],
};

export const FIREWALL = `-P INPUT ACCEPT
-P FORWARD ACCEPT
-P OUTPUT ACCEPT
-N LIBVIRT_FWI
-N LIBVIRT_FWO
-N LIBVIRT_FWX
-A FORWARD -j LIBVIRT_FWX
-A FORWARD -j LIBVIRT_FWI
-A FORWARD -j LIBVIRT_FWO
-A LIBVIRT_FWI -o virbr7 -j REJECT --reject-with icmp-port-unreachable
-A LIBVIRT_FWO -i virbr7 -j REJECT --reject-with icmp-port-unreachable
-A LIBVIRT_FWX -i virbr7 -o virbr7 -j ACCEPT
`;

/** The same rules of libvirt's nftables back end, as nft lists them. */
export const NFTABLES = `table ip libvirt_network {
	chain forward {
		type filter hook forward priority filter; policy accept;
		counter packets 0 bytes 0 jump guest_cross
		counter packets 0 bytes 0 jump guest_input
		counter packets 0 bytes 0 jump guest_output
	}

	chain guest_output {
		iif "virbr7" counter packets 0 bytes 0 reject
	}

	chain guest_input {
		oif "virbr7" counter packets 0 bytes 0 reject
	}

	chain guest_cross {
		iif "virbr7" oif "virbr7" counter packets 0 bytes 0 accept
	}

	chain guest_nat {
		type nat hook postrouting priority srcnat; policy accept;
	}
}
`;

export const iptables = (listing: string) => [readIptables("iptables", listing)];

export const links = (...fields: readonly LinkFields[]) => readLinks(JSON.stringify(fields));

/** A host where everything is as declared. */
export function cleanHost(
    changes: Partial<HostView> = {},
    local: Partial<HostView["local"]> = {},
): HostView {
    return {
        domains: [domainView()],
        networks: new Map([[NETWORK, networkView()]]),
        filters: new Map([[NETWORK, filterXml()]]),
        bindings: new Map([["vnet3", NETWORK]]),
        confinement: "apparmor",
        emulatorUser: { uid: 64055, gid: 108, ownGroup: 64055 },
        probed: new Map(),
        ...changes,
        local: {
            links: links(BRIDGE, TAP),
            ipv6: new Set(),
            isForwarding: false,
            taps: readTapRules(TAPS),
            nftTaps: new Set(),
            earlyRules: [],
            firewall: iptables(FIREWALL),
            missingGuards: 0,
            emulators: new Map([[UUID, { pid: 1, uid: 64055, isSandboxed: true }]]),
            files: new Map(),
            logs: new Set(["/frames"]),
            ...local,
        },
    };
}
