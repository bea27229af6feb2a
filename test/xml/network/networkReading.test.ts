import * as fc from "fast-check";
import { print } from "../../../src/xml/tree/element";
import { networkXml } from "../../../src/xml/network/network";
import { readNetwork } from "../../../src/xml/network/networkReading";
import { parse } from "../../../src/xml/tree/parse";
import { arbitraryNetwork } from "../../schema/arbitraryNetwork";

const mark = { token: "a token", urn: "a URN" };

test("reads built XML as its inputs", () => {
    fc.assert(
        fc.property(arbitraryNetwork, (network) => {
            const { ipv4, ...rest } = network;
            const layout = {
                ...rest,
                ipv4: ipv4 && { ...ipv4, address: ipv4.address ?? "" },
                autostart: true,
                active: true,
                mark,
            };
            expect(readNetwork(parse(print(networkXml(layout))))).toEqual(network);
        }),
    );
});

/** libvirt 9.0: `virsh net-dumpxml` of a manually made network. */
const CAPTURED = `<network>
  <name>lan</name>
  <uuid>11111111-2222-4333-8444-555555555551</uuid>
  <forward mode='nat'>
    <nat>
      <port start='1024' end='65535'/>
    </nat>
  </forward>
  <bridge name='virbr1' stp='on' delay='0'/>
  <mac address='52:54:00:11:22:31'/>
  <domain name='lan.example'/>
  <dns>
    <txt name='foo' value='bar'/>
    <host ip='10.77.7.10'>
      <hostname>a</hostname>
      <hostname>b</hostname>
    </host>
    <host ip='fd00::9'>
      <hostname>six</hostname>
    </host>
  </dns>
  <ip family='ipv6' address='fd00::1' prefix='64'>
  </ip>
  <ip address='10.77.7.1' netmask='255.255.254.0'>
    <dhcp>
      <range start='10.77.7.2' end='10.77.7.254'/>
      <host mac='52:54:00:00:00:09' name='xp-1' ip='10.77.7.9'/>
      <host mac='52:54:00:00:00:0a' ip='10.77.7.10'/>
    </dhcp>
  </ip>
</network>
`;

test("reads another program's network, without parts unknown to the schema", () => {
    expect(readNetwork(parse(CAPTURED))).toEqual({
        name: "lan",
        uuid: "11111111-2222-4333-8444-555555555551",
        forward: { mode: "nat" },
        bridge: "virbr1",
        macAddress: "52:54:00:11:22:31",
        ipv4: {
            address: "10.77.7.1",
            prefixLength: 23,
            dhcp: true,
            reservedOnly: false,
            dns: true,
            dhcpHosts: { "xp-1": { mac: "52:54:00:00:00:09", address: "10.77.7.9" } },
            dnsHosts: { a: "10.77.7.10", b: "10.77.7.10" },
        },
    });
});

test.each([
    ["routed", "<forward mode='route'/><bridge name='virbr1'/>", { bridge: "virbr1" }],
    ["of a NIC", "<forward mode='bridge'><interface dev='eth1'/></forward>", {}],
])("keeps forwarding that is %s, unknown to the schema", (_case, xml, read) => {
    const network = `<network><name>lan</name>${xml}</network>`;
    expect(readNetwork(parse(network))).toEqual({ name: "lan", ...read });
});
