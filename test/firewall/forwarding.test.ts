import { checkForwarding } from "../../src/firewall/forwarding";
import { readIptables } from "../../src/firewall/iptablesRuleset";
import { readNftables } from "../../src/firewall/nftRuleset";

/** libvirt's rules for an isolated network and one with a way out, listed by iptables 1.8.9. */
const rules = ({ policy = "ACCEPT", first = "", inChain = "" } = {}) =>
    readIptables(
        "iptables",
        `-P INPUT ACCEPT
-P FORWARD ${policy}
-P OUTPUT ACCEPT
-N LIBVIRT_FWI
-N LIBVIRT_FWO
-N LIBVIRT_FWX
-N OTHERS
${first}
-A FORWARD -j LIBVIRT_FWX
-A FORWARD -j LIBVIRT_FWI
-A FORWARD -j LIBVIRT_FWO
-A OTHERS -i eth1 -o virbr1 -j ACCEPT
${inChain}
-A LIBVIRT_FWI -o virbr1 -j REJECT --reject-with icmp-port-unreachable
-A LIBVIRT_FWI -d 192.168.5.0/24 -o virbr2 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A LIBVIRT_FWI -o virbr2 -j REJECT --reject-with icmp-port-unreachable
-A LIBVIRT_FWI -d 10.9.0.0/24 -o virbr3 -j ACCEPT
-A LIBVIRT_FWO -i virbr1 -j REJECT --reject-with icmp-port-unreachable
-A LIBVIRT_FWO -s 192.168.5.0/24 -i virbr2 -j ACCEPT
-A LIBVIRT_FWO -i virbr2 -j REJECT --reject-with icmp-port-unreachable
-A LIBVIRT_FWX -i virbr1 -o virbr1 -j ACCEPT
-A LIBVIRT_FWX -i virbr2 -o virbr2 -j ACCEPT
`,
    );

const isolated = { bridge: "virbr1", leadsOut: undefined };
const outward = { bridge: "virbr2", leadsOut: "192.168.5.0/24" };
const codes = (...args: Parameters<typeof checkForwarding>) =>
    checkForwarding(...args).map(({ code, detail }) => `${code}: ${detail.split(": ").at(-1)}`);

test.each([isolated, outward])("accepts what libvirt sets for a network: %j", (bridge) => {
    expect(codes(bridge, [rules()])).toEqual([]);
});

test("reports the way out of a network that should have none", () => {
    expect(codes({ ...outward, leadsOut: undefined }, [rules()])).toEqual([
        'firewall-bypassed: "-A LIBVIRT_FWO -s 192.168.5.0/24 -i virbr2 -j ACCEPT"',
    ]);
});

test.each([
    "-A FORWARD -j ACCEPT",
    "-A FORWARD -s 10.0.0.0/8 -j ACCEPT",
    "-A FORWARD -i virbr+ -j ACCEPT",
    "-A FORWARD ! -i eth0 -j ACCEPT",
    "-A FORWARD -i docker0 -j ACCEPT",
    "-A FORWARD -i virbr1 -o eth0 -j ACCEPT",
    "-A FORWARD -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
    "-A FORWARD -j NFQUEUE --queue-num 0",
])("reports a rule that comes before libvirt's: %s", (first) => {
    expect(codes(isolated, [rules({ first })])).toEqual([`firewall-bypassed: "${first}"`]);
});

test.each([
    "-A FORWARD -i eth0 -o eth1 -j ACCEPT",
    "-A FORWARD ! -i virbr+ -o eth1 -j ACCEPT",
    "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    '-A FORWARD -i virbr1 -o virbr1 -m comment --comment "-j ACCEPT" -j ACCEPT',
    "-A FORWARD -j LOG",
    "-A FORWARD -s 10.0.0.0/8 -j DROP",
])("ignores a rule that accepts nothing from or to the network: %s", (first) => {
    expect(codes(isolated, [rules({ first })])).toEqual([]);
});

test("follows jumps to other chains", () => {
    expect(codes(isolated, [rules({ first: "-A FORWARD -i eth1 -j OTHERS" })])).toEqual([
        'firewall-bypassed: "-A OTHERS -i eth1 -o virbr1 -j ACCEPT"',
    ]);
});

test.each(["-A LIBVIRT_FWI -o virbr1 -j ACCEPT", "-A LIBVIRT_FWI -s 10.1.1.1/32 -j RETURN"])(
    "reports a rule added to libvirt's own chain: %s",
    (inChain) => {
        expect(codes(isolated, [rules({ inChain })])).toEqual([`firewall-bypassed: "${inChain}"`]);
    },
);

test("treats a policy that drops as a refusal, and reports missing rules as a flush", () => {
    const bare = (policy: string) => readIptables("iptables", `-P FORWARD ${policy}\n`);
    expect(codes(isolated, [bare("DROP")])).toEqual([]);
    expect(codes(isolated, [bare("ACCEPT")])).toEqual([
        "firewall-flushed: libvirt's rules were flushed",
    ]);
    expect(codes(isolated, [])).toEqual(["firewall-flushed: libvirt's rules were flushed"]);
});

/** The rules of libvirt 11.3 with one rule in front, listed by nft 1.1.3. */
const nft = (first = "", own = 'oif "virbr1" counter packets 0 bytes 0 reject') =>
    readNftables(`table ip libvirt_network {
	comment "Managed by libvirt for virtual networks: https://libvirt.org/firewall.html#the-virtual-network-driver"
	set a-set {
		type ipv4_addr
		elements = { 10.0.0.1,
			     10.0.0.2 }
	}
	chain forward {
		type filter hook forward priority filter; policy accept;
		${first}
		counter packets 0 bytes 0 jump guest_cross
		counter packets 0 bytes 0 jump guest_input
		counter packets 0 bytes 0 jump guest_output
	}

	chain guest_output {
		ip saddr 192.168.5.0/24 iif "virbr2" counter packets 4 bytes 9 accept
		iif "virbr2" counter packets 0 bytes 0 reject
		iif "virbr1" counter packets 0 bytes 0 reject
	}

	chain guest_input {
		oif "virbr2" ip daddr 192.168.5.0/24 ct state established,related counter packets 4 bytes 9 accept
		oif "virbr2" counter packets 0 bytes 0 reject
		${own}
	}

	chain guest_cross {
		iif "virbr1" oif "virbr1" counter packets 0 bytes 0 accept
		iif "virbr2" oif "virbr2" counter packets 0 bytes 0 accept
	}
}
`);

test.each([isolated, outward])("accepts what libvirt sets in nftables: %j", (bridge) => {
    expect(codes(bridge, nft())).toEqual([]);
});

test("reports a flushed chain of nftables, and a rule in front", () => {
    expect(codes(isolated, nft("", ""))).toEqual([
        "firewall-flushed: libvirt's rules were flushed",
    ]);
    expect(codes(isolated, nft('iifname "virbr*" accept comment "mine"'))).toEqual([
        `firewall-bypassed: "iifname "virbr*" accept comment "mine""`,
    ]);
    expect(codes(isolated, nft("ct state { new, established } accept"))).toHaveLength(1);
    expect(
        codes(isolated, nft("ct state vmap { established : accept, related : accept }")),
    ).toEqual([]);
});

test("requires only one base chain that refuses", () => {
    const first = "-A FORWARD -j ACCEPT";
    expect(codes(isolated, [rules({ first }), ...nft()])).toEqual([]);
});
