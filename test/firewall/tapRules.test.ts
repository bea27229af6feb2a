import { expectedTapRules, matchText } from "../../src/firewall/expectedTapRules";
import { canCompare, checkTap } from "../../src/firewall/tapCheck";
import { readTapRules } from "../../src/firewall/tapRules";
import { readNetworkFilter } from "../../src/xml/network/networkFilterReading";
import { parse } from "../../src/xml/tree/parse";

/** A filter with every kind of rule that reaches use, as libvirt 9.0 returns it. */
const FILTER = `
<filter name='lan' chain='root'>
  <rule action='accept' direction='out' priority='100'>
    <ip srcmacaddr='$MAC' dstmacaddr='ff:ff:ff:ff:ff:ff' dstipaddr='255.255.255.255' protocol='udp' srcportstart='68' dstportstart='67'/>
  </rule>
  <rule action='accept' direction='in' priority='100'>
    <ip srcmacaddr='52:54:00:aa:bb:01' protocol='udp' srcportstart='67' dstportstart='68'/>
  </rule>
  <rule action='drop' direction='out' priority='200'><mac dstmacaddr='fe:00:00:00:00:00' dstmacmask='ff:00:00:00:00:00'/></rule>
  <rule action='drop' direction='out' priority='200'><arp arpdstipaddr='198.18.77.1'/></rule>
  <rule action='accept' direction='out' priority='300'><arp srcmacaddr='$MAC' arpsrcmacaddr='$MAC'/></rule>
  <rule action='accept' direction='in' priority='300'><arp/></rule>
  <rule action='drop' direction='inout' priority='400'><ip srcipaddr='10.0.0.0' srcipmask='8'/></rule>
  <rule action='accept' direction='out' priority='500'>
    <ip srcmacaddr='$MAC' dstmacaddr='52:54:00:00:00:00' dstmacmask='ff:ff:ff:00:00:00' srcipaddr='198.18.77.0' srcipmask='24'/>
  </rule>
  <rule action='accept' direction='out' priority='500'><ip protocol='tcp' srcportstart='80' dstportstart='32768' dstportend='60999'/></rule>
  <rule action='accept' direction='in' priority='500'><ip protocol='icmp'/></rule>
  <rule action='drop' direction='inout' priority='1000'><mac/></rule>
</filter>`;

/** Its listing by ebtables-save 1.8.9 (nf_tables), without comments. */
const LISTING = `*nat
:PREROUTING ACCEPT
:OUTPUT ACCEPT
:POSTROUTING ACCEPT
:libvirt-I-vnet325 RETURN
:libvirt-O-vnet325 RETURN
-A PREROUTING -i vnet325 -j libvirt-I-vnet325
-A POSTROUTING -o vnet325 -j libvirt-O-vnet325
-A libvirt-I-vnet325 -p IPv4 -s 52:54:00:aa:bb:02 -d Broadcast --ip-dst 255.255.255.255 --ip-proto udp --ip-sport 68 --ip-dport 67 -j ACCEPT
-A libvirt-I-vnet325 -d fe:00:00:00:00:00/ff:00:00:00:00:00 -j DROP
-A libvirt-I-vnet325 -p ARP --arp-ip-dst 198.18.77.1 -j DROP
-A libvirt-I-vnet325 -p ARP -s 52:54:00:aa:bb:02 --arp-mac-src 52:54:00:aa:bb:02 -j ACCEPT
-A libvirt-I-vnet325 -p IPv4 --ip-dst 10.0.0.0/8 -j DROP
-A libvirt-I-vnet325 -p IPv4 -s 52:54:00:aa:bb:02 -d 52:54:00:00:00:00/ff:ff:ff:00:00:00 --ip-src 198.18.77.0/24 -j ACCEPT
-A libvirt-I-vnet325 -p IPv4 --ip-proto tcp --ip-sport 80 --ip-dport 32768:60999 -j ACCEPT
-A libvirt-I-vnet325 -j DROP
-A libvirt-O-vnet325 -p IPv4 -s 52:54:00:aa:bb:01 --ip-proto udp --ip-sport 67 --ip-dport 68 -j ACCEPT
-A libvirt-O-vnet325 -p ARP -j ACCEPT
-A libvirt-O-vnet325 -p IPv4 --ip-src 10.0.0.0/8 -j DROP
-A libvirt-O-vnet325 -p IPv4 --ip-proto icmp -j ACCEPT
-A libvirt-O-vnet325 -j DROP
`;

const mac = "52:54:00:aa:bb:02";
const tap = { tap: "vnet325", mac, filter: "lan", rules: readNetworkFilter(parse(FILTER)).rules };

test("expects the rules that ebtables-save prints, in both directions", () => {
    const chains = readTapRules(LISTING);
    for (const [side, chain] of [
        ["out", "libvirt-I-vnet325"],
        ["in", "libvirt-O-vnet325"],
    ] as const) {
        expect(
            expectedTapRules(tap.rules, side, mac)?.map(({ text, target }) => [text, target]),
        ).toEqual(chains.get(chain)?.map(({ match, target }) => [matchText(match), target]));
    }
    expect(checkTap(chains, tap)).toEqual([]);
});

test("reports rules in another order", () => {
    const accept = "-A libvirt-O-vnet325 -p ARP -j ACCEPT\n";
    const moved = LISTING.replace(accept, "").replace(
        "-A libvirt-O-vnet325",
        `${accept}-A libvirt-O-vnet325`,
    );
    expect(checkTap(readTapRules(moved), tap).map(({ detail }) => detail)).toEqual([
        'the rules of tap vnet325 allow more than filter "lan": the order differs',
    ]);
});

test("canonicalizes the values of older ebtables", () => {
    const listing =
        "*nat\n:a RETURN\n-A a -s 52:54:0:a:b:1 --ip-src 10.0.0.0/255.0.0.0 --ip-dst ! 10.1.2.3/32 -d Multicast -j DROP\n";
    expect(
        readTapRules(listing)
            .get("a")
            ?.map(({ match }) => match),
    ).toEqual([
        {
            "-s": "52:54:00:0a:0b:01",
            "--ip-src": "10.0.0.0/8",
            "--ip-dst": "",
            "!": "10.1.2.3/32",
            "-d": "01:00:00:00:00:00/01:00:00:00:00:00",
        },
    ]);
});

test("ignores other tables", () => {
    const saved = "*filter\n:a ACCEPT\n-A a -j ACCEPT\n*nat\n:b ACCEPT\n-A b -j DROP\n";
    expect([...readTapRules(saved).keys()]).toEqual(["b"]);
});

test("does not expect anything of unknown kinds of rules", () => {
    const others = ["<vlan vlanid='5'/>", "<ip dscp='1'/>", "<tcp dstportstart='80'/>"].map(
        (frame) => {
            const filter = `<filter name='a'><rule action='drop' direction='in' priority='1'>${frame}</rule></filter>`;
            return canCompare(readNetworkFilter(parse(filter)).rules);
        },
    );
    expect(others).toEqual([false, false, false]);
});
