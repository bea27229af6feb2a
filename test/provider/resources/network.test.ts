import { network } from "../../../src/provider/resources/network";
import { Network } from "../../../src/schema/network";
import { parse } from "../../../src/xml/parse";
import { first } from "../../../src/xml/query";
import { callContext, createContext, failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const ref = { name: "lan", uuid: UUID };

/** A host that keeps what is defined and on which starting fails while `inUse` says so of the address. */
function host(inUse: (address: string) => boolean, before?: string) {
    let xml = before;
    const addresses: string[] = [];
    const fake = fakeLibvirt({
        networkLookupByUUID: () => (xml === undefined ? failing("noNetwork")() : ref),
        networkLookupByName: failing("noNetwork"),
        connectListAllNetworks: () => [],
        networkDefineXMLFlags: (args: { xml: string }) => {
            xml = args.xml.replace("<bridge stp", "<bridge name='virbr7' stp");
            addresses.push(first(parse(xml), "ip")?.attributes["address"] ?? "");
            return ref;
        },
        networkCreate: () => {
            if (inUse(addresses.at(-1) ?? "")) throw libvirtError("internalError", "in use");
        },
        networkIsActive: () => true,
        networkDestroy: () => undefined,
        networkUndefine: () => (xml = undefined),
        networkSetAutostart: () => undefined,
        networkGetXMLDesc: () => xml,
    });
    const names = () => fake.calls.map(([procedure]) => procedure);
    return { ...fake, addresses, names };
}

const inputs = (ipv4: object) =>
    Network.inputs.parse({ name: "lan", uuid: UUID, macAddress: "52:54:00:00:00:01", ipv4 });
const create = (on: ReturnType<typeof host>, ipv4: object = {}) => {
    const { context, takeBack } = createContext(on.libvirt);
    return { result: network.create(inputs(ipv4), context), takeBack };
};

test("the next subnet is tried when the host has the first", async () => {
    const on = host((address) => address === on.addresses[0]);
    const { outputs } = await create(on).result;
    expect(on.addresses).toHaveLength(2);
    expect(outputs).toEqual({
        ...inputs({}),
        bridge: "virbr7",
        address: on.addresses[1],
        subnet: `${on.addresses[1]?.replace(/\.1$/, ".0") ?? ""}/24`,
        token: outputs["token"],
    });
    expect(on.names().filter((name) => name === "networkUndefine")).toHaveLength(1);
});

test("a failure later takes the network back", async () => {
    const on = host(() => false);
    const { result, takeBack } = create(on);
    await result;
    await takeBack();
    expect(on.names().slice(-2)).toEqual(["networkDestroy", "networkUndefine"]);
});

test("the user's own subnet is tried alone, and nothing of it stays", async () => {
    const on = host(() => true);
    await expect(create(on, { address: "10.1.2.1" }).result).rejects.toMatchObject({
        name: "UserError",
        message:
            'Network "lan" could not start: in use. Set ipv4.address to one that nothing else on the host has.',
    });
    expect(on.addresses).toEqual(["10.1.2.1"]);
    expect(on.names().at(-1)).toBe("networkUndefine");
});

test("what a killed run made is taken up with the subnet that it chose", async () => {
    const before =
        "<network><bridge name='virbr3'/><ip address='10.99.9.1' prefix='24'/></network>";
    const on = host(() => false, before);
    const { outputs } = await create(on).result;
    expect(on.addresses).toEqual(["10.99.9.1"]);
    expect(outputs["address"]).toBe("10.99.9.1");
    expect(on.names()).not.toContain("networkCreate");
});

test.each([
    ["another subnet", { address: "10.1.2.1" }, "<ip address='10.99.9.1' prefix='24'/>"],
    ["IPv4 that it has not", { address: "10.1.2.1" }, ""],
])("what a killed run made is made anew when the program wants %s", async (_case, ipv4, ip) => {
    const on = host(() => false, `<network><bridge name='virbr3'/>${ip}</network>`);
    const { outputs } = await create(on, ipv4).result;
    expect(outputs["address"]).toBe("10.1.2.1");
    const changing = /^network(Destroy|Undefine|Define|Create)/;
    expect(on.names().filter((name) => changing.test(name))).toEqual([
        "networkDestroy",
        "networkUndefine",
        "networkDefineXMLFlags",
        "networkCreate",
    ]);
});

describe("delete", () => {
    const marked =
        "<network><metadata><xplab:mark xmlns:xplab='urn:xplab:mark:1' token='mine'/></metadata></network>";

    test("stops and undefines it", async () => {
        const on = host(() => false, marked);
        await network.delete(UUID, { token: "mine" }, callContext(on.libvirt));
        expect(on.names().slice(-3)).toEqual([
            "networkIsActive",
            "networkDestroy",
            "networkUndefine",
        ]);
    });

    test("with another token does nothing", async () => {
        const on = host(() => false, marked);
        await network.delete(UUID, { token: "older" }, callContext(on.libvirt));
        expect(on.names()).toEqual(["networkLookupByUUID", "networkGetXMLDesc"]);
    });
});
