import * as fc from "fast-check";
import type { FilterRule } from "../../../src/schema/network/networkFilter";
import { print } from "../../../src/xml/tree/element";
import { spelledAs } from "../../../src/xml/network/canonicalFilter";
import { networkFilterXml } from "../../../src/xml/network/networkFilter";
import { readNetworkFilter } from "../../../src/xml/network/networkFilterReading";
import { parse } from "../../../src/xml/tree/parse";
import { arbitraryFilter } from "../../schema/arbitraryNetwork";

test("reads built XML as its inputs", () => {
    fc.assert(
        fc.property(arbitraryFilter, (filter) => {
            expect(readNetworkFilter(parse(print(networkFilterXml(filter))))).toEqual(filter);
        }),
    );
});

const rule = (protocol: string, match: FilterRule["match"]): FilterRule => ({
    action: "accept",
    direction: "out",
    priority: 500,
    protocol,
    match,
});

const DECLARED = [
    rule("mac", {
        protocolid: "0x0806",
        srcmacaddr: "52:54:00:AA:BB:CC",
        srcmacmask: "FF:FF:FF:FF:FF:FF",
    }),
    rule("ip", {
        srcipaddr: "10.0.0.0",
        srcipmask: "255.0.0.0",
        protocol: "17",
        dstportstart: "0x43",
    }),
    rule("arp", { opcode: "1", gratuitous: "yes" }),
    rule("mac", {}),
];

/** libvirt 9.0: `virsh nwfilter-dumpxml` of the filter that was defined with those rules. */
const CAPTURED = `<filter name='xp' chain='root'>
  <uuid>11111111-2222-4333-8444-555555555552</uuid>
  <rule action='accept' direction='out' priority='500'>
    <mac srcmacaddr='52:54:00:aa:bb:cc' srcmacmask='ff:ff:ff:ff:ff:ff' protocolid='arp'/>
  </rule>
  <rule action='accept' direction='out' priority='500'>
    <ip srcipaddr='10.0.0.0' srcipmask='8' protocol='udp' dstportstart='67'/>
  </rule>
  <rule action='accept' direction='out' priority='500'>
    <arp opcode='Request' gratuitous='true'/>
  </rule>
  <rule action='accept' direction='out' priority='500'>
    <mac/>
  </rule>
</filter>
`;

test("reads libvirt's spelling as declared", () => {
    const { rules, ...rest } = readNetworkFilter(parse(CAPTURED));
    expect(rest).toEqual({
        name: "xp",
        uuid: "11111111-2222-4333-8444-555555555552",
        chain: "root",
    });
    expect(spelledAs(DECLARED, rules)).toEqual(DECLARED);
});

test.each([
    [0, "protocolid='arp'", "protocolid='ipv4'", { protocolid: "ipv4" }],
    [1, "srcipmask='8'", "srcipmask='16'", { srcipmask: "16" }],
    [2, "opcode='Request'", "opcode='Reply'", { opcode: "Reply" }],
    [3, "<mac/>", "<mac protocolid='arp'/>", { protocolid: "arp" }],
])("reports rule %d's change from %s to %s", (index, before, after, different) => {
    const { rules } = readNetworkFilter(parse(CAPTURED.replace(before, after)));
    const expected = DECLARED.map(({ match }) => match);
    expected[index] = { ...expected[index], ...different };
    expect(spelledAs(DECLARED, rules).map(({ match }) => match)).toEqual(expected);
});
