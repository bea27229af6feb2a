import { isPlacedSocket, screenAddress } from "../../../src/xml/domain/screen";
import { parse } from "../../../src/xml/tree/parse";

const domain = (graphics: string) => parse(`<domain><devices>${graphics}</devices></domain>`);

test.each([
    [
        "an address",
        "<graphics type='vnc' port='5900'><listen type='address' address='127.0.0.1'/></graphics>",
        "vnc://127.0.0.1:5900",
    ],
    [
        "an IPv6 address",
        "<graphics type='spice' port='5901'><listen type='address' address='::1'/></graphics>",
        "spice://[::1]:5901",
    ],
    [
        "a socket",
        "<graphics type='vnc'><listen type='socket' socket='/run/lab/xp1.sock'/></graphics>",
        "vnc+unix:///run/lab/xp1.sock",
    ],
    [
        "a port that is chosen at the start",
        "<graphics type='vnc' port='-1'><listen type='address' address='127.0.0.1'/></graphics>",
        undefined,
    ],
    ["no screen", "", undefined],
])("reads the screen of a domain with %s", (_case, graphics, expected) => {
    expect(screenAddress(domain(graphics))).toBe(expected);
});

test.each([
    ["/var/lib/libvirt/qemu/domain-1-lab-xp/vnc.sock", true],
    ["/var/lib/libvirt/qemu/domain-12-a-rather-long-nam/spice.sock", true],
    ["/home/ann/.config/libvirt/qemu/lib/domain-3-xp/vnc.sock", true],
    ["/run/lab/xp1.sock", false],
    ["/run/lab/vnc.sock", false],
    ["/run/domain-1-xp/monitor.sock", false],
    ["/run/domain-xp/vnc.sock", false],
])("%s: libvirt chose the path: %s", (path, expected) => {
    expect(isPlacedSocket(path)).toBe(expected);
});
