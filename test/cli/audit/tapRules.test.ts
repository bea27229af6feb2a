import { expectedTapRules, matchText } from "../../../src/cli/audit/expectedTapRules";
import { canCompare, tapHolds } from "../../../src/cli/audit/tapCheck";
import { readTapRules } from "../../../src/cli/audit/tapRules";
import { readNetworkFilter } from "../../../src/xml/networkFilterReading";
import { parse } from "../../../src/xml/parse";

/** A filter with every kind of rule that reaches have, as libvirt 9.0 gives it back. */
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

/** What ebtables 1.8.9 (nf_tables) listed of it. */
const LISTING = `Bridge table: nat

Bridge chain: PREROUTING, entries: 1, policy: ACCEPT
-i vnet325 -j libvirt-I-vnet325

Bridge chain: OUTPUT, entries: 0, policy: ACCEPT

Bridge chain: POSTROUTING, entries: 1, policy: ACCEPT
-o vnet325 -j libvirt-O-vnet325

Bridge chain: libvirt-I-vnet325, entries: 8, policy: RETURN
-p IPv4 -s 52:54:00:aa:bb:02 -d Broadcast --ip-dst 255.255.255.255 --ip-proto udp --ip-sport 68 --ip-dport 67 -j ACCEPT
-d fe:00:00:00:00:00/ff:00:00:00:00:00 -j DROP
-p ARP --arp-ip-dst 198.18.77.1 -j DROP
-p ARP -s 52:54:00:aa:bb:02 --arp-mac-src 52:54:00:aa:bb:02 -j ACCEPT
-p IPv4 --ip-dst 10.0.0.0/8 -j DROP
-p IPv4 -s 52:54:00:aa:bb:02 -d 52:54:00:00:00:00/ff:ff:ff:00:00:00 --ip-src 198.18.77.0/24 -j ACCEPT
-p IPv4 --ip-proto tcp --ip-sport 80 --ip-dport 32768:60999 -j ACCEPT
-j DROP

Bridge chain: libvirt-O-vnet325, entries: 5, policy: RETURN
-p IPv4 -s 52:54:00:aa:bb:01 --ip-proto udp --ip-sport 67 --ip-dport 68 -j ACCEPT
-p ARP -j ACCEPT
-p IPv4 --ip-src 10.0.0.0/8 -j DROP
-p IPv4 --ip-proto icmp -j ACCEPT
-j DROP
`;

const mac = "52:54:00:aa:bb:02";
const tap = { tap: "vnet325", mac, filter: "lan", rules: readNetworkFilter(parse(FILTER)).rules };

test("what ebtables lists is what a filter's rules become, in both directions", () => {
    const chains = readTapRules(LISTING);
    for (const [side, chain] of [
        ["out", "libvirt-I-vnet325"],
        ["in", "libvirt-O-vnet325"],
    ] as const)
        expect(
            expectedTapRules(tap.rules, side, mac)?.map(({ text, target }) => [text, target]),
        ).toEqual(chains.get(chain)?.map(({ match, target }) => [matchText(match), target]));
    expect(tapHolds(chains, tap)).toEqual([]);
});

test("the last rule first is another order", () => {
    const accept = "-p ARP -j ACCEPT\n";
    const moved = LISTING.replace(`${accept}-p IPv4 --ip-src`, "-p IPv4 --ip-src").replace(
        "RETURN\n-p IPv4 -s 52:54:00:aa:bb:01",
        `RETURN\n${accept}-p IPv4 -s 52:54:00:aa:bb:01`,
    );
    expect(tapHolds(readTapRules(moved), tap).map(({ detail }) => detail)).toEqual([
        'the rules on tap vnet325 let more pass than filter "lan": they stand in another order',
    ]);
});

test("one spelling for what older ebtables write otherwise", () => {
    const listing =
        "Bridge chain: a, entries: 1, policy: RETURN\n-s 52:54:0:a:b:1 --ip-src 10.0.0.0/255.0.0.0 --ip-dst ! 10.1.2.3/32 -d Multicast -j DROP\n";
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

test("rules of other kinds are not guessed at", () => {
    const others = ["<vlan vlanid='5'/>", "<ip dscp='1'/>", "<tcp dstportstart='80'/>"].map(
        (frame) => {
            const filter = `<filter name='a'><rule action='drop' direction='in' priority='1'>${frame}</rule></filter>`;
            return canCompare(readNetworkFilter(parse(filter)).rules);
        },
    );
    expect(others).toEqual([false, false, false]);
});
