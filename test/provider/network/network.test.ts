import { costlyChanges } from "../../../src/provider/lifecycle/diff";
import { hostAddresses } from "../../../src/provider/network/hostNetwork";
import { network } from "../../../src/provider/network/network";
import { Network } from "../../../src/schema/network/network";
import { isPublic } from "../../../src/schema/network/publicIpv4";
import { print } from "../../../src/xml/tree/element";
import { networkXml } from "../../../src/xml/network/network";
import { parse } from "../../../src/xml/tree/parse";
import { first } from "../../../src/xml/tree/query";
import { callContext, createContext } from "../fakeLibvirt";
import { fakeNetworks, GUEST_MAC, type Circumstances } from "../fakeNetworks";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const PARKING = `parking-${UUID}`;
const TOKEN = "of the state";

interface Fields {
    readonly ipv4?: object | undefined;
    readonly [field: string]: unknown;
}

const inputs = ({ ipv4 = {}, ...fields }: Fields = {}) =>
    Network.inputs.parse({
        name: "lan",
        uuid: UUID,
        macAddress: "52:54:00:00:00:01",
        ipv4,
        ...fields,
    });

/** A network as the provider made it. */
function made(fields: Fields = {}, address = "10.99.9.1", token = TOKEN): string {
    const { ipv4, ...rest } = inputs({ bridge: "virbr3", ...fields });
    return print(
        networkXml({
            ...rest,
            ipv4: ipv4 && { ...ipv4, address: ipv4.address ?? address },
            mark: { token, urn: "" },
        }),
    );
}

const running = (xml: string) => ({ stored: xml, live: xml });
const addressIn = (xml: Parameters<typeof first>[0]) => first(xml, "ip")?.attributes["address"];

function create(circumstances: Circumstances = {}, fields: Fields = {}) {
    const on = fakeNetworks(circumstances);
    const { context, rollBack } = createContext(on.libvirt);
    return { on, result: network.create(inputs(fields), context), rollBack };
}

describe("create", () => {
    test("tries the next subnet if the host uses the first", async () => {
        const tried: unknown[] = [];
        const refuses: Circumstances["refuses"] = (xml) => tried.push(addressIn(xml)) === 1;
        const { on, result } = create({ refuses });
        const { outputs } = await result;
        expect(outputs).toEqual({
            ...inputs(),
            bridge: "virbr0",
            address: tried[1],
            subnet: `${String(tried[1]).replace(/\.1$/, ".0")}/24`,
            token: outputs["token"],
        });
        expect(tried).toHaveLength(2);
        expect(on.done).toEqual([
            "define",
            "start",
            "undefine",
            "define",
            "start",
            "autostart true",
        ]);
    });

    test("tries only the user's own subnet and leaves nothing behind", async () => {
        const { on, result } = create({ refuses: () => true }, { ipv4: { address: "10.1.2.1" } });
        await expect(result).rejects.toMatchObject({
            name: "UserError",
            message:
                'Network "lan" could not start: in use. Set ipv4.address to one that nothing else on the host uses. [network-cannot-start]',
        });
        expect(on.done).toEqual(["define", "start", "undefine"]);
    });

    test("does not start an inactive network", async () => {
        const { on, result } = create({}, { active: false, autostart: false });
        await result;
        expect(on.done).toEqual(["define", "autostart false"]);
    });

    test("is rolled back by a later failure", async () => {
        const { on, result, rollBack } = create();
        await result;
        await rollBack();
        expect(on.done.slice(-2)).toEqual(["stop lan", "undefine"]);
    });

    test("plugs in guests of an earlier network, except those defined on another one", async () => {
        const guests = {
            xp: { network: "lan", home: "lan" },
            moved: { network: "lan", home: "wan" },
            other: { network: "wan", home: "wan" },
        };
        const { on, result } = create({ guests });
        await result;
        expect(on.done).toEqual([
            "define",
            "start",
            `make ${PARKING}`,
            `plug xp ${PARKING}`,
            "plug xp lan",
            `stop ${PARKING}`,
            "autostart true",
        ]);
    });
});

/** Local on every host. */
const SEEN = { address: "127.0.0.1", prefixLength: 8 };
const nat = { forward: { mode: "nat" }, ipv4: SEEN };
const bridged = { forward: { mode: "bridge" }, bridge: "br0" };

describe("forwarding", () => {
    test("by NAT returns the host's public addresses", async () => {
        const { outputs } = await create({}, nat).result;
        expect(outputs["publicAddresses"]).toEqual((await hostAddresses()).filter(isPublic));
        expect(outputs["hostMacs"]).toBeUndefined();
    });

    test("by NAT is refused and rolled back if this is not the host", async () => {
        const { on, result, rollBack } = create({}, { ...nat, ipv4: { address: "10.99.9.1" } });
        await expect(result).rejects.toThrow(
            "The host's address on network \"lan\" is 10.99.9.1, but no interface here has it: Pulumi does not run in the host's own network, so it cannot find the addresses to shield from guests. Run Pulumi on the host itself, or in a container that shares its network (--network host). [host-unseen]",
        );
        await rollBack();
        expect(on.done.slice(-2)).toEqual(["stop lan", "undefine"]);
    });

    test("by a bridge that the host lacks is refused before anything is made", async () => {
        const { on, result } = create({}, { ...bridged, bridge: "lo" });
        await expect(result).rejects.toThrow(
            'Network "lan" cannot use "lo", which is not a bridge of the host: filters work only on bridges. Make "lo" a port of a bridge in the host\'s own network configuration, and name that bridge. [no-host-bridge]',
        );
        expect(on.done).toEqual([]);
    });
});

describe("adoption of what a killed run made", () => {
    test("keeps the subnet that it chose", async () => {
        const { on, result } = create({ networks: [running(made())] });
        const { outputs } = await result;
        expect(outputs["address"]).toBe("10.99.9.1");
        expect(outputs["bridge"]).toBe("virbr3");
        // Only the token is new.
        expect(on.done).toEqual(["define", "autostart true", "autostart true"]);
        expect(on.networks.get("lan")?.stored).toBe(
            made({}, "10.99.9.1", String(outputs["token"])),
        );
    });

    test.each([
        ["another subnet", made()],
        ["IPv4 that it has not", made({ ipv4: undefined }).replace(/ {2}<ip[^]*<\/ip>\n/, "")],
    ])("brings it to %s, and the guests with it", async (_case, xml) => {
        const guests = { xp: { network: "lan", home: "lan" } };
        const fields = { ipv4: { address: "10.1.2.1" } };
        const { on, result } = create({ networks: [running(xml)], guests }, fields);
        const { outputs } = await result;
        expect(outputs["address"]).toBe("10.1.2.1");
        expect(on.done).toEqual(["define", ...RESTARTED, "autostart true", "autostart true"]);
    });

    test("starts a network that was only defined", async () => {
        const { on, result } = create({ networks: [{ stored: made() }] });
        await result;
        expect(on.done).toEqual(["define", "start", "autostart true", "autostart true"]);
    });
});

const RESTARTED = [
    `make ${PARKING}`,
    `plug xp ${PARKING}`,
    "stop lan",
    "start",
    "plug xp lan",
    `stop ${PARKING}`,
];

/** An update of a running network with a guest. */
async function update(from: Fields, to: Fields, circumstances: Circumstances = {}) {
    const on = fakeNetworks({
        networks: [running(made(from))],
        guests: { xp: { network: "lan", home: "lan" } },
        ...circumstances,
    });
    const [olds, news] = [inputs(from), inputs(to)];
    const state = { ...olds, bridge: "virbr3", address: "10.99.9.1", token: TOKEN };
    const changes = costlyChanges(Network, olds, news);
    const context = { ...callContext(on.libvirt), state, changes };
    const run = () => network.update(UUID, olds, news, context);
    return { on, run };
}

describe("update", () => {
    const ipv4 = { address: "10.1.2.1", dns: true };
    const host = { mac: "52:54:00:00:00:09", address: "10.1.2.9" };
    const fixed = (dhcpHosts: object) => ({ ipv4: { ...ipv4, dhcpHosts } });
    const named = (dnsHosts: object) => ({ ipv4: { ...ipv4, dnsHosts } });
    const hostXml = "<host mac='52:54:00:00:00:09' name='xp' ip='10.1.2.9'/>";
    const otherXml = hostXml.replace(".9'/>", ".10'/>");

    test.each<[string, Fields, Fields, string[]]>([
        ["title", { title: "A" }, { title: "B" }, ["define"]],
        ["autostart", {}, { autostart: false }, ["autostart false"]],
        ["bridge", {}, { bridge: "br7" }, ["define", ...RESTARTED]],
        ["bridge, no longer named", { bridge: "br7" }, {}, []],
        ["macAddress", {}, { macAddress: "52:54:00:00:00:02" }, ["define", ...RESTARTED]],
        ["address", {}, { ipv4: { address: "10.1.2.1" } }, ["define", ...RESTARTED]],
        ["address, no longer named", { ipv4: { address: "10.1.2.1" } }, {}, []],
        ["prefixLength", {}, { ipv4: { prefixLength: 25 } }, ["define", ...RESTARTED]],
        ["dhcp", {}, { ipv4: { dhcp: false } }, ["define", ...RESTARTED]],
        ["dns", {}, { ipv4: { dns: true } }, ["define", ...RESTARTED]],
        ["dhcpHosts, one more", fixed({}), fixed({ xp: host }), ["define", `update 3 ${hostXml}`]],
        ["dhcpHosts, one less", fixed({ xp: host }), fixed({}), ["define", `update 2 ${hostXml}`]],
        [
            "dhcpHosts, another address",
            fixed({ xp: host }),
            fixed({ xp: { ...host, address: "10.1.2.10" } }),
            ["define", `update 2 ${hostXml}`, `update 3 ${otherXml}`],
        ],
        [
            "dnsHosts",
            named({ a: "10.1.2.9" }),
            named({ a: "10.1.2.9", b: "10.1.2.9" }),
            [
                "define",
                "update 2 <host ip='10.1.2.9'><hostname>a</hostname></host>",
                "update 3 <host ip='10.1.2.9'><hostname>a</hostname><hostname>b</hostname></host>",
            ],
        ],
        ["active", {}, { active: false }, ["stop lan"]],
        ["forward, added", { ipv4: SEEN }, nat, ["define", ...RESTARTED]],
        ["forward, removed", nat, { ipv4: SEEN }, ["define", ...RESTARTED]],
    ])("of %s makes only the needed changes", async (_case, from, to, done) => {
        const { on, run } = await update(from, to);
        await run();
        expect(on.done).toEqual(done);
    });

    const entry = (mac: string, address: string) =>
        `<host mac='${mac}' ip='${address}'><lease expiry='0'/></host>`;
    const bridgeEntry = entry("52:54:00:00:00:01", "10.1.2.1");
    const range = "<range start='10.1.2.2' end='10.1.2.254'><lease expiry='0'/></range>";
    const leases = [{ macAddress: GUEST_MAC, address: "10.1.2.77" }];
    const reserved = { ipv4: { ...ipv4, reservedOnly: true } };

    test("to reservedOnly reserves leased addresses before it removes the range, and back", async () => {
        const { on, run } = await update({ ipv4 }, reserved, { leases });
        await run();
        const guest = entry(GUEST_MAC, "10.1.2.77");
        expect(on.done).toEqual([
            "define",
            `update 3 ${guest}`,
            `update 3 ${bridgeEntry}`,
            `update 2 ${range}`,
        ]);
        const networks = [...on.networks.values()];
        const back = await update(reserved, { ipv4 }, { networks, leases });
        await back.run();
        expect(back.on.done).toEqual([
            "define",
            `update 2 ${guest}`,
            `update 2 ${bridgeEntry}`,
            `update 3 ${range}`,
        ]);
    });

    test("is due after a refresh if a guest has no reservation", async () => {
        const seen = async (guests: Circumstances["guests"] = {}) => {
            const { libvirt } = fakeNetworks({ networks: [running(made(reserved))], guests });
            return (await network.read(UUID, inputs(reserved), libvirt))?.inputs["ipv4"];
        };
        expect(await seen()).toMatchObject({ dhcp: true, reservedOnly: true });
        expect(await seen({ xp: { network: "lan", home: "lan" } })).toMatchObject({
            dhcp: true,
            reservedOnly: false,
        });
    });

    test("keeps what others have added", async () => {
        const foreign = made()
            .replace("</network>", "  <portgroup name='fast'/>\n</network>")
            .replace("    </dhcp>", "      <bootp file='pxe'/>\n    </dhcp>");
        const { on, run } = await update(
            {},
            { title: "B", macAddress: "52:54:00:00:00:02" },
            { networks: [running(foreign)] },
        );
        await run();
        expect(on.networks.get("lan")?.stored).toBe(
            foreign
                .replace("52:54:00:00:00:01", "52:54:00:00:00:02")
                .replace("urn=''", "urn='' title='B'"),
        );
    });

    test("from a host's bridge to its own does not reuse the name", async () => {
        const { on, run } = await update(bridged, {});
        await run();
        const { stored = "" } = on.networks.get("lan") ?? {};
        expect(first(parse(stored), "bridge")?.attributes["name"]).not.toBe("br0");
        expect(on.done).toEqual(["define", ...RESTARTED]);
    });

    test("restores the old definition if the new one does not start, and plugs the guests in", async () => {
        const refuses: Circumstances["refuses"] = (xml) => addressIn(xml) === "10.1.2.1";
        const { on, run } = await update({}, { ipv4: { address: "10.1.2.1" } }, { refuses });
        await expect(run()).rejects.toThrow('Network "lan" could not start: in use.');
        expect(on.networks.get("lan")).toMatchObject(running(made()));
        expect(on.done.slice(-2)).toEqual(["plug xp lan", `stop ${PARKING}`]);
    });

    test("is completed by the next one wherever it was cut off", async () => {
        const guests = { xp: { network: "lan", home: "lan" } };
        const to = { ipv4: { address: "10.1.2.1" } };
        for (const cutOffAt of ["define", ...RESTARTED]) {
            const cut = await update({}, to, { cutOffAt, guests: { ...guests } });
            await expect(cut.run()).rejects.toThrow("cut off before ");
            const networks = [...cut.on.networks.values()];
            const again = await update({}, to, { networks, guests });
            await again.run();
            expect(again.on.networks.get("lan")).toMatchObject(running(made(to)));
            expect([...again.on.networks.keys()]).toEqual(["lan"]);
            expect(guests.xp.network).toBe("lan");
        }
    });

    test("of a missing network says what to do", async () => {
        const { run } = await update({}, { title: "B" }, { networks: [] });
        await expect(run()).rejects.toThrow(
            'Network "lan" is no longer on the host. Run "pulumi refresh" to record that, then run again to recreate it. [gone]',
        );
    });
});

describe("read", () => {
    const read = (circumstances: Circumstances, state = {}, id = UUID) =>
        network.read(id, state, fakeNetworks(circumstances).libvirt);
    const declared = inputs();

    test.each([UUID, "lan"])("finds it by %s", async (id) => {
        expect(await read({ networks: [running(made())] }, {}, id)).toEqual({
            id: UUID,
            inputs: {
                ...declared,
                bridge: "virbr3",
                autostart: false,
                ipv4: { ...declared.ipv4, address: "10.99.9.1" },
            },
            outputs: {
                bridge: "virbr3",
                address: "10.99.9.1",
                subnet: "10.99.9.0/24",
                token: TOKEN,
            },
        });
    });

    test("of a network on a host's bridge keeps the MAC address generated for its own", async () => {
        const seen = await read({ networks: [running(made(bridged))] }, declared);
        expect(seen?.inputs).toMatchObject({
            forward: { mode: "bridge" },
            bridge: "br0",
            macAddress: declared.macAddress,
        });
    });

    test("of a missing network returns nothing", async () => {
        expect(await read({})).toBeUndefined();
    });

    test("reports a network as inactive if it is down or its guests are parked", async () => {
        const parking = running(`<network><name>${PARKING}</name><bridge/></network>`);
        const [down, waiting] = await Promise.all([
            read({ networks: [{ stored: made() }] }),
            read({ networks: [running(made()), parking] }),
        ]);
        expect([down?.inputs["active"], waiting?.inputs["active"]]).toEqual([false, false]);
    });

    test.each([
        ["defined but not restarted", made(), made({ ipv4: { dns: true } })],
        ["restarted but defined again", made({ ipv4: { dns: true } }), made()],
    ])("of a network that was %s returns what is not as declared", async (_case, stored, live) => {
        const seen = await read({ networks: [{ stored, live }] }, declared);
        expect(seen?.inputs["ipv4"]).toMatchObject({ dns: true });
    });
});

describe("delete", () => {
    test("stops and undefines it and the parking network", async () => {
        const parking = running(`<network><name>${PARKING}</name><bridge/></network>`);
        const on = fakeNetworks({ networks: [running(made()), parking] });
        await network.delete(UUID, { token: TOKEN }, callContext(on.libvirt));
        expect(on.done).toEqual([`stop ${PARKING}`, "stop lan", "undefine"]);
    });

    test("ignores a network with another token", async () => {
        const on = fakeNetworks({ networks: [running(made())] });
        await network.delete(UUID, { token: "older" }, callContext(on.libvirt));
        expect(on.done).toEqual([]);
    });
});
