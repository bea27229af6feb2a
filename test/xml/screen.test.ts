import { screenAddress } from "../../src/xml/screen";
import { parse } from "../../src/xml/parse";

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
])("of a domain with %s", (_case, graphics, expected) => {
    expect(screenAddress(domain(graphics))).toBe(expected);
});
