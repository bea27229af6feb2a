import { hardwareSha256 } from "../../src/cleanState/hardware";
import { parse } from "../../src/xml/tree/parse";

const XML = `<domain type='qemu'><name>xp</name><uuid>u</uuid><title>one</title>
<metadata><a/></metadata><memory unit='KiB'>131072</memory><vcpu>1</vcpu><os><type machine='pc-i440fx-7.2'>hvm</type></os>
<cpu><model>qemu64</model></cpu><cputune><shares>1</shares></cputune><devices><emulator>/usr/bin/qemu</emulator>
<disk device='cdrom'><source file='/one.iso'/><target dev='hdc' bus='ide'/></disk>
<interface type='network'><mac address='52:54:00:00:00:01'/><source network='lan'/><filterref filter='f'/><model type='rtl8139'/></interface>
<graphics type='vnc' port='5900' passwd='x'/><video><model type='cirrus'/></video></devices></domain>`;

const of = (xml: string) => hardwareSha256(parse(xml));

test.each([
    ["title", ">one<", ">two<"],
    ["metadata", "<a/>", "<b/>"],
    ["CPU shares", "<shares>1<", "<shares>2<"],
    ["CD", "/one.iso", "/two.iso"],
    ["network", "network='lan'", "network='other'"],
    ["filter", "filter='f'", "filter='g'"],
    ["screen", "port='5900'", "port='5901'"],
    ["emulator", "/usr/bin/qemu", "/usr/bin/other"],
])("ignores a change of %s", (_what, from, to) => {
    expect(of(XML.replace(from, to))).toBe(of(XML));
});

test.each([
    ["name", ">xp<", ">other<"],
    ["memory", "131072", "262144"],
    ["machine type", "7.2", "8.0"],
    ["CPU", "qemu64", "qemu32"],
    ["MAC address", "00:01", "00:02"],
    ["NIC", "rtl8139", "pcnet"],
    ["graphics card", "cirrus", "vga"],
    ["drive", "hdc", "hdd"],
])("detects a change of %s", (_what, from, to) => {
    expect(of(XML.replace(from, to))).not.toBe(of(XML));
});
