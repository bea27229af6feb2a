import { readNftables } from "../../src/firewall/nftRuleset";
import { earlyRules, nftTaps } from "../../src/firewall/nftTaps";

/** The rules of libvirt 12.8 for one tap, listed by nft 1.1, without sets that contain every number. */
const TABLE = `table bridge libvirt_nwfilter_ethernet {
	map vmap-oif {
		type iface_index : verdict
		elements = { "vnet0" : jump n-vnet0-in,
			     "vnet1" : jump vnet1-in }
	}

	map vmap-iif {
		type iface_index : verdict
		elements = { "vnet0" : jump vnet0-out }
	}

	chain prerouting {
		type filter hook prerouting priority 0; policy accept;
		iif vmap @vmap-iif
	}

	chain n-vnet0-in {
		drop
	}

	chain vnet1-in {
		drop
	}

	chain vnet0-out {
		ip protocol udp udp sport 68 udp dport 67 accept
		drop
	}
}
`;

test("counts a tap as filtered if its chains in both directions end in a rule that drops", () => {
    expect([...nftTaps(readNftables(TABLE))]).toEqual(["vnet0"]);
    expect([...nftTaps(readNftables(TABLE.replace("accept\n\t\tdrop", "accept")))]).toEqual([]);
});

const netdev = (device: string, rule: string) =>
    readNftables(`table netdev mirror {
	chain ingress {
		type filter hook ingress device "${device}" priority filter; policy accept;
		${rule}
	}
}
`);

test.each(['fwd to "eth0"', 'dup to "eth0"', "queue to 0"])(
    "reports a rule that diverts frames of a tap: %s",
    (rule) => {
        expect(earlyRules(netdev("vnet0", rule), new Set(["vnet0"]))).toEqual([rule]);
        expect(earlyRules(netdev("eth1", rule), new Set(["vnet0"]))).toEqual([]);
    },
);

test("ignores an earlier chain that accepts, because later ones still decide", () => {
    expect(earlyRules(netdev("vnet0", "accept"), new Set(["vnet0"]))).toEqual([]);
});
