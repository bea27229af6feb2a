import { getNetwork } from "../../../src/provider/functions/getNetwork";
import { failing, fakeLibvirt } from "../fakeLibvirt";

const uuid = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";

const host = (inside: string) =>
    fakeLibvirt({
        networkLookupByName: () => ({ name: "lan", uuid }),
        networkGetXMLDesc: () => `<network><name>lan</name>${inside}</network>`,
        networkIsActive: () => true,
        networkGetAutostart: () => false,
    });

const FOUND = { name: "lan", uuid, active: true, autostart: false };
const IPV6 = "<ip family='ipv6' address='fd00::1' prefix='64'/>";

test.each([
    [
        "a prefix",
        "<ip family='ipv4' address='10.64.3.1' prefix='24'/>",
        "10.64.3.1",
        "10.64.3.0/24",
    ],
    [
        "a netmask",
        "<ip address='10.64.3.129' netmask='255.255.255.128'/>",
        "10.64.3.129",
        "10.64.3.128/25",
    ],
    ["no IPv4", "", undefined, undefined],
])("reads a network with %s", async (_what, ip, address, subnet) => {
    const { libvirt, calls } = host(`<bridge name='virbr7'/>${IPV6}${ip}`);
    expect(await getNetwork.call({ name: "lan" }, libvirt)).toEqual({
        ...FOUND,
        bridge: "virbr7",
        ...(address === undefined ? {} : { address, subnet }),
    });
    expect(calls).toHaveLength(4);
});

test("leaves out the bridge of a network that has none", async () => {
    const { libvirt } = host("<forward mode='hostdev'/>");
    expect(await getNetwork.call({ name: "lan" }, libvirt)).toEqual({
        ...FOUND,
        bridge: undefined,
    });
});

test("names the existing ones instead", async () => {
    const { libvirt } = fakeLibvirt({
        networkLookupByName: failing("noNetwork"),
        connectListAllNetworks: () => [{ name: "lan" }, { name: "default" }],
    });
    await expect(getNetwork.call({ name: "wan" }, libvirt)).rejects.toThrow(
        new Error(
            'Network "wan" is not on the host. Set name to one of "default", "lan". [not-there]',
        ),
    );
});
