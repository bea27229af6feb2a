import { Network } from "../../../src/schema/network/network";
import { overlap } from "../../../src/schema/network/subnet";
import { subnetCandidates } from "../../../src/provider/network/subnets";
import { fakeLibvirt, libvirtError } from "../fakeLibvirt";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";

/** A host with networks of these XML texts. A network without a text has just disappeared. */
function host(...documents: (string | undefined)[]) {
    return fakeLibvirt({
        connectListAllNetworks: () => documents.map((_xml, index) => ({ index })),
        networkGetXMLDesc: ({ network }: { network: { index: number } }) => {
            const xml = documents[network.index];
            if (xml === undefined) throw libvirtError("noNetwork");
            return xml;
        },
    });
}

const network = (ipv4?: object, uuid = UUID) =>
    Network.inputs.parse(ipv4 === undefined ? { uuid } : { uuid, ipv4 });
const ip = (attributes: string) => `<network><ip ${attributes}/></network>`;

test("returns one empty candidate without IPv4", async () => {
    const { libvirt, calls } = host();
    expect(await subnetCandidates(network(), libvirt)).toEqual([""]);
    expect(calls).toEqual([]);
});

test("returns only the user's address, even if it is in use", async () => {
    const { libvirt, calls } = host(ip("address='10.1.2.1' prefix='24'"));
    expect(await subnetCandidates(network({ address: "10.1.2.1" }), libvirt)).toEqual(["10.1.2.1"]);
    expect(calls).toEqual([]);
});

test("returns 16 consecutive candidates that depend on the UUID", async () => {
    const found = await subnetCandidates(network({}), host().libvirt);
    const third = Number(found[0]?.split(".")[2]);
    const second = Number(found[0]?.split(".")[1]);
    const expected = Array.from({ length: 16 }, (_, step) => {
        const index = (second - 64) * 256 + third + step;
        return `10.${64 + Math.floor(index / 256)}.${index % 256}.1`;
    });
    expect(found).toEqual(expected);
    expect(await subnetCandidates(network({}), host().libvirt)).toEqual(found);
});

test("starts elsewhere for another UUID", async () => {
    const [one] = await subnetCandidates(network({}), host().libvirt);
    const [other] = await subnetCandidates(network({}, UUID.replace("6a", "6b")), host().libvirt);
    expect(one).not.toBe(other);
});

test.each([
    ["a prefix", (address: string) => ip(`address='${address}' prefix='24'`)],
    ["a netmask", (address: string) => ip(`address='${address}' netmask='255.255.255.0'`)],
    ["neither", (address: string) => ip(`address='${address}'`)],
])("excludes the subnet of a network with %s", async (_what, xml) => {
    const [first = "", second = ""] = await subnetCandidates(network({}), host().libvirt);
    const taken = host(
        "<network/>",
        ip("family='ipv6' address='fd00::1' prefix='64'"),
        undefined,
        xml(first),
    );
    expect((await subnetCandidates(network({}), taken.libvirt))[0]).toBe(second);
});

test("avoids smaller and larger subnets of other networks", async () => {
    const wide = await subnetCandidates(
        network({ prefixLength: 16 }),
        host(ip("address='10.64.0.1' prefix='11'")).libvirt,
    );
    expect(wide.filter((address) => overlap("10.64.0.0/11", `${address}/16`))).toEqual([]);
    expect(wide).toHaveLength(16);
});

test("wraps around at the end of the range", async () => {
    const found = await subnetCandidates(network({ prefixLength: 13 }), host().libvirt);
    const all = [64, 72, 80, 88, 96, 104, 112, 120].map((second) => `10.${second}.0.1`);
    const start = all.indexOf(found[0] ?? "");
    expect(found).toEqual([...all.slice(start), ...all.slice(0, start)]);
});

test("returns none if all are taken", async () => {
    const { libvirt } = host(ip("address='10.64.0.1' prefix='10'"));
    expect(await subnetCandidates(network({}), libvirt)).toEqual([]);
});
