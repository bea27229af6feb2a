import { assess } from "../../../../src/cli/commands/audit/assess";
import { originOf } from "../../../../src/cli/commands/audit/urn";
import type { DomainView, HostView } from "../../../../src/cli/commands/audit/view";
import { readNftables } from "../../../../src/firewall/nftRuleset";
import { readTapRules } from "../../../../src/firewall/tapRules";
import { Domain } from "../../../../src/schema/domain/domain";
import { domainXml as domainElement } from "../../../../src/xml/domain/write/domain";
import { print } from "../../../../src/xml/tree/element";
import { parse } from "../../../../src/xml/tree/parse";
import { reachRules } from "../../../../src/xp/reach/reach";
import {
    BRIDGE,
    cleanHost,
    DISK,
    domainView,
    domainXml,
    ENDS,
    filterXml,
    FIREWALL,
    iptables,
    links,
    MAC,
    NETWORK,
    networkView,
    networkXml,
    NFTABLES,
    TAP,
    TAPS,
    UUID,
} from "./cleanHost";

/** Each finding in one line. */
const findingsOf = (view: HostView, machines = view.domains.slice(0, 1)) =>
    assess(machines, view).findings.map(
        ({ severity, on, detail, code }) => `${severity} of ${on.join(", ")}: ${detail} [${code}]`,
    );

/** A listing without the lines that match. */
const without = (listing: string, lines: RegExp) =>
    listing
        .split("\n")
        .filter((line) => !lines.test(line))
        .join("\n");

const withDomain = (xml: string, changes: Partial<DomainView> = {}) =>
    cleanHost({ domains: [{ ...domainView(xml), ...changes }] });

/** libvirt's taints for custom QEMU arguments. */
const ARGUMENT_TAINTS = [
    "custom configuration parameters specified",
    "custom device configuration",
];

/** The machine with a capture, as the provider writes it, and further arguments. */
function capturedXml(more = ""): string {
    const alias = "ua-nic_lan";
    const interfaces = { lan: { network: NETWORK, captureFile: "/frames" } };
    const { children } = domainElement(Domain.inputs.parse({ interfaces }), {
        type: "kvm",
        mark: { token: "t", urn: "u" },
    });
    const printed = children.map((child) => (typeof child === "string" ? "" : print(child)));
    const told = printed.filter((text) => text.startsWith("<qemu:")).join("");
    const [, port = ""] = /(<serial type='null'>[\s\S]*?<\/serial>)/.exec(printed.join("")) ?? [];
    return domainXml(port)
        .replace("<port isolated", `<alias name='${alias}'/><port isolated`)
        .replace(
            "</domain>",
            `${told.replace("</qemu:commandline>", `${more}</qemu:commandline>`)}</domain>`,
        );
}

const withNetwork = (...network: Parameters<typeof networkView>) =>
    cleanHost({ networks: new Map([[NETWORK, networkView(...network)]]) });

const withRules = (...rules: ReturnType<typeof reachRules>) =>
    // The rules on the taps would differ too.
    cleanHost({ filters: new Map([[NETWORK, filterXml(rules)]]) }, { taps: undefined });

const withTaps = (listing: string) => cleanHost({}, { taps: readTapRules(listing) });

const dhcp = reachRules("dhcp", ENDS);
const machine = (what: string) => [`problem of machine dev/xp: ${what}`];
const network = (what: string) => [`problem of network ${NETWORK}: ${what}`];

test("finds nothing on a host where everything is as declared", () => {
    expect(assess(cleanHost().domains, cleanHost())).toEqual({ findings: [], unseen: [] });
});

test.each<[string, HostView, readonly string[]]>([
    [
        "a NIC without a filter",
        withDomain(domainXml().replace(`<filterref filter='${NETWORK}'/>`, "")),
        machine(`NIC ${MAC} has no network filter [nic-unfiltered]`),
    ],
    [
        "a NIC with another filter",
        withDomain(domainXml().replace(`filter='${NETWORK}'`, "filter='clean-traffic'")),
        machine(`NIC ${MAC} has filter "clean-traffic", not "${NETWORK}" [nic-filter-other]`),
    ],
    [
        "a tap that is bound to another filter",
        cleanHost({ bindings: new Map([["vnet3", "allow-all"]]) }),
        machine(`NIC ${MAC} has filter "allow-all", not "${NETWORK}" [nic-filter-other]`),
    ],
    [
        "a filter that is gone",
        cleanHost({ filters: new Map() }),
        machine(`filter "${NETWORK}" does not exist [filter-gone]`),
    ],
    [
        "a NIC that was plugged in elsewhere while it runs",
        withDomain(domainXml().replace(`network='${NETWORK}'`, "network='default'"), {
            stored: parse(domainXml()),
        }),
        machine(`NIC ${MAC} is on network "default", not on network "${NETWORK}" [nic-moved]`),
    ],
    [
        "a tap on another bridge",
        cleanHost({}, { links: links(BRIDGE, { ...TAP, master: "br0" }) }),
        machine(
            `NIC ${MAC} is on bridge "br0", not on network "${NETWORK}" (bridge "virbr7") [nic-moved]`,
        ),
    ],
    [
        "a tap on no bridge",
        cleanHost({}, { links: links(BRIDGE, { ...TAP, master: undefined }) }),
        machine(
            `NIC ${MAC} is on no bridge, not on network "${NETWORK}" (bridge "virbr7") [nic-moved]`,
        ),
    ],
    [
        "a NIC on a bridge of the host",
        withDomain(
            domainXml()
                .replace("interface type='network'", "interface type='bridge'")
                .replace(`network='${NETWORK}' bridge='virbr7'`, "bridge='br0'"),
        ),
        machine(`NIC ${MAC} is on bridge "br0", which is not a network of its lab [nic-foreign]`),
    ],
    [
        "a second NIC",
        withDomain(domainXml(), {
            stored: parse(
                domainXml(
                    "<interface type='network'><mac address='52:54:00:00:00:03'/></interface>",
                ),
            ),
        }),
        machine(`it has 2 NICs instead of one: ${MAC}, 52:54:00:00:00:03 [nic-extra]`),
    ],
    [
        "a port that is not isolated, according to libvirt",
        withDomain(domainXml().replace("<port isolated='yes'/>", "")),
        machine(
            `the bridge port of NIC ${MAC} is not isolated, although reach "dhcp" requires it [port-not-isolated]`,
        ),
    ],
    [
        "a port that is not isolated, on the bridge itself",
        cleanHost({}, { links: links(BRIDGE, { ...TAP, linkinfo: {} }) }),
        machine(
            `the bridge port of NIC ${MAC} is not isolated, although reach "dhcp" requires it [port-not-isolated]`,
        ),
    ],
    [
        "a tap without a filter of libvirt's",
        cleanHost({ bindings: new Map() }),
        machine(`libvirt has no filter bound to tap vnet3 of NIC ${MAC} [tap-unbound]`),
    ],
    [
        "a tap whose chain is not used",
        withTaps(without(TAPS, /-i vnet3/)),
        machine(
            `the host's firewall has no rules for tap vnet3 of NIC ${MAC}: they were flushed [tap-unfiltered]`,
        ),
    ],
    [
        "a tap whose chain is empty",
        withTaps(without(TAPS, /^-A libvirt-O-vnet3/)),
        machine(
            `the host's firewall has no rules for tap vnet3 of NIC ${MAC}: they were flushed [tap-unfiltered]`,
        ),
    ],
    [
        "a changed rule on a tap",
        withTaps(
            TAPS.replace(
                "-A libvirt-O-vnet3",
                "-A libvirt-O-vnet3 -p ARP -j ACCEPT\n-A libvirt-O-vnet3",
            )
                .trimEnd()
                .replace(/-A libvirt-O-vnet3 -j DROP$/, ""),
        ),
        machine(
            `the rules of tap vnet3 allow more than filter "${NETWORK}": added "-p arp -j ACCEPT", missing "-j DROP" [tap-wider]`,
        ),
    ],
    [
        "a rule before those of a tap",
        withTaps(TAPS.replace("-A PREROUTING", "-A PREROUTING -j ACCEPT\n-A PREROUTING")),
        machine(
            `the rules of tap vnet3 allow more than filter "${NETWORK}": added "-j ACCEPT" [tap-wider]`,
        ),
    ],
    [
        "a filter with a changed rule",
        withRules(...dhcp.slice(0, -1), {
            action: "accept",
            direction: "out",
            priority: 50,
            protocol: "arp",
        }),
        network(
            `filter "${NETWORK}" allows more than reach "dhcp": added "accept out 50 arp", missing "drop inout 1000 mac" [filter-wider]`,
        ),
    ],
    [
        "a filter of another reach",
        withRules(...reachRules("guests", ENDS)),
        network(
            `filter "${NETWORK}" has the rules of reach "guests", not of "dhcp" [filter-wider]`,
        ),
    ],
    [
        "a network that forwards",
        withNetwork("dhcp", networkXml("<forward mode='nat'/>")),
        network('it forwards (nat), which reach "dhcp" does not allow [network-wider]'),
    ],
    [
        "a network that has a range of addresses",
        withNetwork("dhcp", networkXml().replace("<dhcp/>", "<dhcp><range/></dhcp>")),
        network(
            'it leases addresses to whoever asks, which reach "dhcp" does not allow [network-wider]',
        ),
    ],
    [
        "a network that resolves names",
        withNetwork("dhcp", networkXml("", "yes")),
        network(
            'it answers questions for names, which reach "dhcp" does not allow [network-wider]',
        ),
    ],
    [
        "a network with a second subnet",
        withNetwork("dhcp", networkXml("<ip family='ipv6' address='fd00::1' prefix='64'/>")),
        network('it has 2 subnets, which reach "dhcp" does not allow [network-wider]'),
    ],
    [
        "another guest on the bridge",
        cleanHost({
            domains: [
                domainView(),
                {
                    ...domainView(domainXml().replace("vnet3", "vnet9")),
                    machine: { ...domainView().machine, domain: "other", lab: "second" },
                },
            ],
        }),
        network('bridge "virbr7" has a port of domain "other" [bridge-shared]'),
    ],
    [
        "another interface on the bridge",
        cleanHost({}, { links: links(BRIDGE, TAP, { ifname: "eth1", master: "virbr7" }) }),
        network('bridge "virbr7" has a port of interface "eth1" [bridge-shared]'),
    ],
    [
        "IPv6 on the bridge",
        cleanHost({}, { ipv6: new Set(["virbr7"]) }),
        network('IPv6 is enabled on bridge "virbr7" [bridge-link-local]'),
    ],
    [
        "an address of the host's on the bridge",
        cleanHost(
            {},
            {
                links: links(
                    { ...BRIDGE, addr_info: [{ local: "192.168.7.1", prefixlen: 24 }] },
                    TAP,
                ),
            },
        ),
        network('the host has address 192.168.7.1/24 on bridge "virbr7" [bridge-address]'),
    ],
    [
        "flushed forwarding rules of libvirt",
        cleanHost({}, { firewall: iptables(without(FIREWALL, /-A LIBVIRT_FW/)) }),
        network(
            "the host's firewall does not block packets routed from or to bridge \"virbr7\": libvirt's rules were flushed [firewall-flushed]",
        ),
    ],
    [
        "flushed forwarding rules of libvirt's nftables back end",
        cleanHost(
            {},
            {
                firewall: readNftables(
                    without(NFTABLES, /oif "virbr7" counter packets 0 bytes 0 reject/),
                ),
            },
        ),
        network(
            "the host's firewall does not block packets routed from or to bridge \"virbr7\": libvirt's rules were flushed [firewall-flushed]",
        ),
    ],
    [
        "a rule that accepts before libvirt's",
        cleanHost(
            {},
            {
                firewall: iptables(
                    FIREWALL.replace("-A FORWARD", "-A FORWARD -j ACCEPT\n-A FORWARD"),
                ),
            },
        ),
        network(
            'the host\'s firewall accepts packets from or to bridge "virbr7" before libvirt\'s rules apply: "-A FORWARD -j ACCEPT" [firewall-bypassed]',
        ),
    ],
    [
        "frames that nftables forwards elsewhere",
        cleanHost({}, { earlyRules: ['fwd to "eth0"'] }),
        [
            'problem of the host: nftables diverts frames to another interface or program before libvirt\'s filters apply: "fwd to "eth0"" [frames-taken]',
        ],
    ],
    [
        "a screen that is open to the network",
        withDomain(domainXml().replace("127.0.0.1", "0.0.0.0")),
        machine("its screen listens on 0.0.0.0 [screen-exposed]"),
    ],
    [
        "a screen without a password",
        withDomain(domainXml().replace(" passwd='secret'", "")),
        [
            "warning of machine dev/xp: its screen has no password: every user of the host can watch it and type [screen-open]",
        ],
    ],
    [
        "a device that no machine has",
        withDomain(domainXml("<hostdev type='pci'/><input type='tablet' bus='usb'/>")),
        machine(
            "it has devices that its lab does not declare: hostdev pci, input tablet usb [device-extra]",
        ),
    ],
    [
        "an undeclared image format",
        withDomain(domainXml().replace("<format type='qcow2'/>", "")),
        machine("the format of an image or of its backing image is not set: hda [format-unsaid]"),
    ],
    [
        "an image that everybody may write",
        cleanHost({}, { files: new Map([[DISK, { mayRead: false, mayWrite: true }]]) }),
        machine(`every user of the host can write to "${DISK}" [file-writable]`),
    ],
    [
        "an image that everybody may read",
        cleanHost({}, { files: new Map([["/golden", { mayRead: true, mayWrite: false }]]) }),
        ['warning of machine dev/xp: every user of the host can read "/golden" [image-readable]'],
    ],
    [
        "memory that everybody may read",
        cleanHost(
            {},
            {
                files: new Map([
                    [
                        "/var/lib/libvirt/qemu/save/lab-dev-xp.save",
                        { mayRead: true, mayWrite: false },
                    ],
                ]),
            },
        ),
        machine(
            'every user of the host can read "/var/lib/libvirt/qemu/save/lab-dev-xp.save", the saved memory of the guest [memory-readable]',
        ),
    ],
    [
        "a clean state that everybody may read",
        cleanHost(
            {
                domains: [
                    domainView(
                        domainXml().replace(
                            "<devices>",
                            "<metadata><xplab-clean:state xmlns:xplab-clean='urn:xplab:clean:1' file='/clean'/></metadata><devices>",
                        ),
                    ),
                ],
            },
            { files: new Map([["/clean", { mayRead: true, mayWrite: false }]]) },
        ),
        machine(
            'every user of the host can read "/clean", the saved memory of the guest [memory-readable]',
        ),
    ],
    [
        "emulation",
        withDomain(domainXml().replace("type='kvm'", "type='qemu'")),
        [
            "warning of machine dev/xp: it runs under emulation (TCG), for which QEMU promises no isolation [guest-emulated]",
        ],
    ],
    [
        "no sandbox",
        cleanHost({}, { emulators: new Map([[UUID, { pid: 1, uid: 1, isSandboxed: false }]]) }),
        machine("its QEMU runs without the seccomp sandbox [sandbox-off]"),
    ],
    [
        "QEMU as root",
        cleanHost({}, { emulators: new Map([[UUID, { pid: 1, uid: 0, isSandboxed: true }]]) }),
        machine("its QEMU runs as root: a guest that breaks out controls the host [emulator-root]"),
    ],
    [
        "no confinement of the guest",
        withDomain(domainXml().replace("type='dynamic' model='apparmor'", "type='none'")),
        machine(
            "its QEMU is not confined by apparmor, although the host has it [emulator-unconfined]",
        ),
    ],
    [
        "no confinement on the host",
        cleanHost({ confinement: undefined }),
        ["warning of the host: neither AppArmor nor SELinux confines QEMU [confinement-absent]"],
    ],
    [
        "a host that routes",
        cleanHost({}, { isForwarding: true }),
        [
            "warning of the host: the host routes IPv4 (net.ipv4.ip_forward), although no libvirt network needs it [forwarding-on]",
        ],
    ],
    [
        "a missing tap guard",
        cleanHost({}, { missingGuards: 5 }),
        [
            "problem of the host: guests can send link-control frames or forged DHCP messages to the host: 5 of 5 firewall rules are missing or come after an accept rule [tap-guard-missing]",
        ],
    ],
    [
        "a taint",
        withDomain(domainXml(), { taints: ["custom monitor control commands issued"] }),
        machine("libvirt reports: custom monitor control commands issued [domain-tainted]"),
    ],
    [
        "a console without a capture",
        withDomain(domainXml("<serial type='null'><target type='isa-debug'/></serial>")),
        machine("it has devices that its lab does not declare: serial null [device-extra]"),
    ],
    [
        "a captured network with a machine that is not captured",
        withNetwork("dhcp", networkXml(), ", captured"),
        machine(
            `the packets of NIC ${MAC} are not recorded, although its network is captured [capture-absent]`,
        ),
    ],
    [
        "a capture that ended while the guest runs",
        cleanHost({ domains: [domainView(capturedXml())] }, { logs: new Set() }),
        machine(
            `the packets of NIC ${MAC} are no longer recorded: virtlogd does not have "/frames" open [capture-ended]`,
        ),
    ],
    [
        "a custom QEMU argument",
        withDomain(domainXml(), { taints: ARGUMENT_TAINTS }),
        machine(
            "libvirt reports: custom configuration parameters specified; custom device configuration [domain-tainted]",
        ),
    ],
    [
        "a custom QEMU argument beside those of a capture",
        withDomain(capturedXml("<qemu:arg value='-S'/>"), { taints: ARGUMENT_TAINTS }),
        machine(
            "libvirt reports: custom configuration parameters specified; custom device configuration [domain-tainted]",
        ),
    ],
])("reports %s", (_what, view, findings) => {
    expect(findingsOf(view)).toEqual(findings);
});

test.each<[string, HostView]>([
    [
        "a filter that lets less pass",
        withRules(
            { action: "drop", direction: "in", priority: 1, protocol: "mac" },
            ...dhcp.slice(1),
        ),
    ],
    [
        "a port of guests that is not isolated",
        cleanHost(
            {
                networks: new Map([[NETWORK, networkView("guests")]]),
                filters: new Map([[NETWORK, filterXml(reachRules("guests", ENDS))]]),
                domains: [domainView(domainXml().replace("<port isolated='yes'/>", ""))],
            },
            { links: links(BRIDGE, { ...TAP, linkinfo: {} }), taps: undefined },
        ),
    ],
    [
        "libvirt's own interface on a bridge",
        cleanHost({}, { links: links(BRIDGE, TAP, { ifname: "virbr7-nic", master: "virbr7" }) }),
    ],
    ...[
        "<listen type='socket' socket='/run/xp.sock'/>",
        "<listen type='socket' socket='/var/lib/libvirt/qemu/domain-3-lab-dev-xp/vnc.sock'/>",
        "<listen type='socket'/>",
    ].flatMap((listen): [string, ReturnType<typeof withDomain>][] => {
        const onSocket = domainXml().replace(/<listen[^>]*>/, listen);
        return [
            [`a screen with ${listen}`, withDomain(onSocket)],
            [
                `a screen without a password with ${listen}`,
                withDomain(onSocket.replace(" passwd='secret'", "")),
            ],
        ];
    }),
    [
        "a network that routes for another lab",
        cleanHost(
            {
                networks: new Map([
                    [NETWORK, networkView()],
                    [
                        "default",
                        {
                            ...networkView("dhcp", networkXml("<forward mode='nat'/>")),
                            origin: undefined,
                            title: undefined,
                        },
                    ],
                ]),
            },
            { isForwarding: true },
        ),
    ],
    [
        "a disk on virtio",
        withDomain(domainXml().replace("dev='hda' bus='ide'", "dev='vda' bus='virtio'")),
    ],
    [
        "a disk on SATA",
        withDomain(
            domainXml("<controller type='sata' index='0'/>").replace(
                "dev='hda' bus='ide'",
                "dev='sda' bus='sata'",
            ),
        ),
    ],
])("accepts %s", (_what, view) => {
    expect(findingsOf(view)).toEqual([]);
});

test("reads libvirt's forwarding rules from nft too", () => {
    const host = cleanHost(
        {},
        { firewall: [...iptables("-P FORWARD ACCEPT\n"), ...readNftables(NFTABLES)] },
    );
    expect(assess(host.domains, host)).toEqual({ findings: [], unseen: [] });
});

test("accepts the QEMU arguments of a capture", () => {
    const domains = [{ ...domainView(capturedXml()), taints: ARGUMENT_TAINTS }];
    const networks = new Map([[NETWORK, networkView("dhcp", networkXml(), ", captured")]]);
    expect(findingsOf(cleanHost({ domains, networks }))).toEqual([]);
});

test("reports the same finding of several machines once", () => {
    const second = { ...domainView(), machine: { ...domainView().machine, machine: "xp-2" } };
    const domains = [domainView(), second].map((one) => ({ ...one, taints: ["custom argv"] }));
    const view = cleanHost({ domains });
    expect(findingsOf(view, domains)).toEqual([
        "problem of machine dev/xp, machine dev/xp-2: libvirt reports: custom argv [domain-tainted]",
    ]);
});

test("says that rules in nftables are not compared one by one", () => {
    const nftTaps = new Set(["vnet3"]);
    const host = cleanHost({}, { taps: readTapRules(""), nftTaps });
    expect(assess(host.domains, host)).toEqual({
        findings: [],
        unseen: [
            {
                what: "each single rule on vnet3",
                why: "libvirt keeps them in nftables; they end in a rule that drops",
            },
        ],
    });
});

describe("names what it could not check:", () => {
    const ROOT = "needs root, ebtables and iptables on the host itself";
    test.each<[string, HostView, readonly object[]]>([
        [
            "the firewall, without root",
            cleanHost({}, { taps: undefined, firewall: undefined }),
            [
                { what: "rules on the guests' taps", why: ROOT },
                { what: "libvirt's forwarding rules", why: ROOT },
            ],
        ],
        [
            "the network, on another machine",
            cleanHost({}, { links: undefined }),
            [
                {
                    what: "bridges, their ports and addresses",
                    why: "the host's network is not visible from here",
                },
            ],
        ],
        [
            "the tap guard, without root",
            cleanHost({}, { missingGuards: undefined }),
            [
                {
                    what: "the firewall's tap guard",
                    why: "needs root, iptables and arptables on the host itself",
                },
            ],
        ],
        [
            "QEMU on another machine",
            cleanHost({}, { emulators: new Map() }),
            [
                {
                    what: "QEMU's process of machine dev/xp",
                    why: "it does not run on this machine",
                },
            ],
        ],
        [
            "a capture, without root",
            cleanHost({ domains: [domainView(capturedXml())] }, { logs: undefined }),
            [
                {
                    what: "whether machine dev/xp is still captured",
                    why: "needs root on the host itself",
                },
            ],
        ],
        [
            "a machine that is off",
            cleanHost(
                { domains: [{ ...domainView(), isActive: false }] },
                { links: links(BRIDGE) },
            ),
            [
                {
                    what: "QEMU of machine dev/xp",
                    why: "it is off; only its definition was checked",
                },
            ],
        ],
        [
            "a network without a title",
            cleanHost({ networks: new Map([[NETWORK, { ...networkView(), title: undefined }]]) }),
            [{ what: `network ${NETWORK}`, why: "its title does not name its reach" }],
        ],
        [
            "a domain of no lab",
            withDomain(domainXml(), {
                origin: originOf("urn:pulumi:dev::mylab::libvirt:index:Domain::xp"),
                machine: { ...domainView().machine, lab: null },
            }),
            [
                {
                    what: "NICs and devices of domain lab-dev-xp",
                    why: "no lab declares them",
                },
            ],
        ],
    ])("%s", (_what, view, unseen) => {
        expect(assess(view.domains, view)).toEqual({ findings: [], unseen });
    });
});
