import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Network } from "../../../src/schema/network/network";
import { NetworkFilter } from "../../../src/schema/network/networkFilter";
import { element, print } from "../../../src/xml/tree/element";
import { networkXml } from "../../../src/xml/network/network";
import { networkFilterXml } from "../../../src/xml/network/networkFilter";
import { reservationXml } from "../../../src/xml/network/reservations";
import { hasIsolatedPorts, type ReachRule } from "../../../src/xp/reach/reach";
import { guardWords, TAP_GUARD } from "../../../src/xp/reach/tapGuard";
import { PrivateDaemon } from "../support/host/privateDaemon";
import { buildFrameBench, FrameBench, type Arrival } from "./frameBench";
import { LABS, LAN, rulesOf, WIRE, type Cable, type ProbedLab } from "./labs";
import type { Probe } from "./probe";
import { KNOWN_NAME } from "./serviceProbes";

const GUESTS = "guests";
const OUTSIDE = "outside";
const WIRES = { wire: ["o0", "p0"], lan: ["n0", "q0"] } as const;
/** Jumbo frames pass, so that the cable is not what stops them. */
const MTU = "9000";

/**
 * A host with its own libvirtd and all networks of the matrix. Their guests are cables: one end is on the
 * bridge like a tap, with libvirt's filter; the test holds the other, in a namespace that sends nothing by
 * itself.
 */
export class MatrixWorld {
    readonly daemon: PrivateDaemon;
    readonly #guests: FrameBench;
    readonly #outside: FrameBench;
    readonly #bench: string;
    #host: FrameBench;

    private constructor(
        daemon: PrivateDaemon,
        bench: string,
        [guests, outside, host]: readonly [FrameBench, FrameBench, FrameBench],
    ) {
        this.daemon = daemon;
        this.#bench = bench;
        this.#guests = guests;
        this.#outside = outside;
        this.#host = host;
    }

    static async start(): Promise<MatrixWorld> {
        const daemon = await PrivateDaemon.start("matrix");
        try {
            const bench = await buildFrameBench(daemon.folder);
            await layWires(daemon);
            await setGuard(daemon, TAP_GUARD);
            for (const lab of LABS) await makeLab(daemon, lab);
            const ends = LABS.flatMap(({ guest, peer }) => [guest.end, peer.end]);
            const inside = (namespace: string, ...names: string[]) =>
                FrameBench.start(daemon.prefix("ip", "netns", "exec", namespace, bench, ...names));
            const benches = [
                await inside(GUESTS, ...ends),
                await inside(OUTSIDE, WIRES.wire[1], WIRES.lan[1]),
                await hostBench(daemon, bench),
            ] as const;
            return new MatrixWorld(daemon, bench, benches);
        } catch (error) {
            await daemon.stop();
            throw error;
        }
    }

    send(lab: ProbedLab, { from }: Pick<Probe, "from">, frames: readonly Buffer[]): void {
        if (from === "guest") this.#guests.send(lab.guest.end, frames);
        if (from === "peer") this.#guests.send(lab.peer.end, frames);
        if (from === "host") this.#host.send(lab.bridge, frames);
        if (from === "wire") this.#outside.send(WIRES.wire[1], frames);
        if (from === "lan") this.#outside.send(WIRES.lan[1], frames);
    }

    /** Frames received anywhere since the last call, a moment after everything was sent. */
    async heard(): Promise<Arrival[]> {
        const benches = [this.#guests, this.#outside, this.#host];
        await Promise.all(benches.map((bench) => bench.sync()));
        await sleep(SETTLE_MILLISECONDS);
        await Promise.all(benches.map((bench) => bench.sync()));
        return benches.flatMap((bench) => bench.arrivals());
    }

    forget(): void {
        for (const bench of [this.#guests, this.#outside, this.#host]) bench.arrivals();
    }

    /** Changes a network's filter to these rules, on the taps that have it. */
    setRules = (lab: ProbedLab, rules: readonly ReachRule[]) =>
        defineFilter(this.daemon, lab, rules);

    setGuard = (guard: typeof TAP_GUARD) => setGuard(this.daemon, guard);

    /** Restarts the network, and plugs its guests in again. */
    async restartNetwork(lab: ProbedLab): Promise<void> {
        await this.daemon.virsh("net-destroy", nameOf(lab));
        await this.daemon.virsh("net-start", nameOf(lab));
        await plug(this.daemon, lab);
        await this.#host.stop();
        this.#host = await hostBench(this.daemon, this.#bench);
    }

    /** Recreates the network with a DHCP range for anyone, and no reservations. */
    async leaseToAnybody(lab: ProbedLab): Promise<void> {
        await this.daemon.virsh("net-destroy", nameOf(lab));
        await this.daemon.virsh("net-undefine", nameOf(lab));
        await makeNetwork(this.daemon, lab, false);
        await plug(this.daemon, lab);
        await this.#host.stop();
        this.#host = await hostBench(this.daemon, this.#bench);
    }

    async replug(lab: ProbedLab): Promise<void> {
        for (const cable of [lab.guest, lab.peer]) {
            await ip(this.daemon, "link", "set", cable.tap, "nomaster");
        }
        await plug(this.daemon, lab);
    }

    /** Takes a tap down and up. */
    async flicker({ tap }: Cable): Promise<void> {
        for (const state of ["down", "up"]) await ip(this.daemon, "link", "set", tap, state);
    }

    setIsolated = async ({ guest, peer }: ProbedLab, isolated: boolean): Promise<void> => {
        for (const { tap } of [guest, peer]) {
            await setIsolated(this.daemon, tap, isolated ? "on" : "off");
        }
    };

    async stop(): Promise<void> {
        await Promise.all([this.#guests, this.#outside, this.#host].map((bench) => bench.stop()));
        await this.daemon.stop();
    }
}

const SETTLE_MILLISECONDS = 100;

const ip = (daemon: PrivateDaemon, ...args: string[]) => daemon.command("ip", ...args);

const nameOf = ({ index }: ProbedLab) => `lab${index}`;

const hostBench = (daemon: PrivateDaemon, bench: string) =>
    FrameBench.start(daemon.prefix(bench, "--host", ...LABS.map(({ bridge }) => bridge)));

async function layWires(daemon: PrivateDaemon): Promise<void> {
    for (const namespace of [GUESTS, OUTSIDE]) {
        await ip(daemon, "netns", "add", namespace);
        // It must send only what the test sends.
        const quiet = ["sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1"];
        await ip(daemon, "netns", "exec", namespace, ...quiet);
    }
    await layCable(daemon, WIRES.wire, [WIRE.hostMac, WIRE.outsideMac], OUTSIDE);
    await layCable(daemon, WIRES.lan, [LAN.nicMac, LAN.machineMac], OUTSIDE);
    const [wire] = WIRES.wire;
    await ip(daemon, "address", "add", `${WIRE.host}/24`, "dev", wire);
    await ip(daemon, "neigh", "add", WIRE.outside, "lladdr", WIRE.outsideMac, "dev", wire);
    await ip(daemon, "route", "add", "default", "via", WIRE.outside);
}

async function layCable(
    daemon: PrivateDaemon,
    [here, there]: readonly [string, string],
    [mac, peerMac]: readonly [string, string],
    namespace: string,
): Promise<void> {
    const peer = ["type", "veth", "peer", "name", there, "address", peerMac, "netns", namespace];
    await ip(daemon, "link", "add", here, "address", mac, "mtu", MTU, ...peer);
    await ip(daemon, "-n", namespace, "link", "set", there, "mtu", MTU, "up");
    await ip(daemon, "link", "set", here, "up");
}

async function makeLab(daemon: PrivateDaemon, lab: ProbedLab): Promise<void> {
    if (lab.reach === "interface") await makeHostsBridge(daemon, lab);
    else await makeNetwork(daemon, lab);
    await defineFilter(daemon, lab, rulesOf(lab));
    for (const cable of [lab.guest, lab.peer]) {
        const { tap, end, tapMac, macAddress } = cable;
        await layCable(daemon, [tap, end], [tapMac, macAddress], GUESTS);
        await bind(daemon, lab, cable);
    }
    await plug(daemon, lab);
}

async function makeHostsBridge(daemon: PrivateDaemon, { bridge }: ProbedLab): Promise<void> {
    await ip(daemon, "link", "add", bridge, "address", LAN.bridgeMac, "type", "bridge");
    await ip(daemon, "link", "set", WIRES.lan[0], "master", bridge);
    await ip(daemon, "address", "add", `${LAN.host}/24`, "dev", bridge);
    await ip(daemon, "link", "set", bridge, "up");
}

async function makeNetwork(
    daemon: PrivateDaemon,
    lab: ProbedLab,
    reservedOnly = true,
): Promise<void> {
    const { reach, ends, host, bridge } = lab;
    const dns = ends.resolver ?? false;
    const ipv4 = {
        address: host.address,
        reservedOnly,
        dns,
        ...(dns && { dnsHosts: { [KNOWN_NAME]: "10.1.1.1" } }),
    };
    const inputs = Network.inputs.parse({
        name: nameOf(lab),
        bridge,
        macAddress: host.macAddress,
        ...(reach !== "nothing" && { ipv4 }),
        ...(reach === "internet" && { forward: { mode: "nat" } }),
    });
    const mark = { token: randomUUID(), urn: "urn:matrix" };
    const layout = {
        ...inputs,
        ipv4: inputs.ipv4 && { ...inputs.ipv4, address: host.address },
        mark,
    };
    await daemon.virsh("net-define", await written(daemon, nameOf(lab), print(networkXml(layout))));
    await daemon.virsh("net-start", nameOf(lab));
    // As the provider does for domains.
    for (const { macAddress: mac, address } of reservedOnly && inputs.ipv4
        ? [lab.guest, lab.peer]
        : []) {
        const entry = print(reservationXml({ mac, address }));
        const update = ["net-update", nameOf(lab), "add-last", "ip-dhcp-host", entry];
        await daemon.virsh(...update, "--live", "--config");
    }
}

async function defineFilter(
    daemon: PrivateDaemon,
    lab: ProbedLab,
    rules: readonly ReachRule[],
): Promise<void> {
    const inputs = NetworkFilter.inputs.parse({ name: nameOf(lab), rules });
    const xml = print(networkFilterXml({ ...inputs, uuid: uuidOf(lab) }));
    await daemon.virsh("nwfilter-define", await written(daemon, `filter-${nameOf(lab)}`, xml));
}

const uuidOf = ({ index }: ProbedLab) => `00000000-0000-4000-8000-00000000000${index}`;

/** As libvirtd does when a guest starts. https://libvirt.org/html/libvirt-libvirt-nwfilter.html */
async function bind(daemon: PrivateDaemon, lab: ProbedLab, cable: Cable): Promise<void> {
    const xml = element(
        "filterbinding",
        {},
        element("owner", {}, element("name", {}, cable.end), element("uuid", {}, uuidOf(lab))),
        element("portdev", { name: cable.tap }),
        element("mac", { address: cable.macAddress }),
        element("filterref", { filter: nameOf(lab) }),
    );
    await daemon.virsh(
        "nwfilter-binding-create",
        await written(daemon, `binding-${cable.tap}`, print(xml)),
    );
}

/** As libvirt does with a tap and its network's bridge; the host also knows each guest's MAC address without ARP. */
async function plug(daemon: PrivateDaemon, lab: ProbedLab): Promise<void> {
    for (const { tap, address, macAddress } of [lab.guest, lab.peer]) {
        await ip(daemon, "link", "set", tap, "master", lab.bridge);
        if (hasIsolatedPorts(lab.reach)) await setIsolated(daemon, tap, "on");
        const way = [address, "lladdr", macAddress, "dev", lab.bridge];
        await ip(daemon, "neigh", "replace", ...way, "nud", "permanent");
    }
}

const setIsolated = (daemon: PrivateDaemon, tap: string, isolated: "on" | "off") =>
    daemon.command("bridge", "link", "set", "dev", tap, "isolated", isolated);

async function written(daemon: PrivateDaemon, name: string, xml: string): Promise<string> {
    const file = join(daemon.folder, `${name}.xml`);
    await writeFile(file, xml);
    return file;
}

/** Changes the host's own rules to these. */
async function setGuard(daemon: PrivateDaemon, guard: typeof TAP_GUARD): Promise<void> {
    for (const rule of TAP_GUARD) {
        // It may not exist.
        await daemon.command(rule.command, ...guardWords(rule, "-D")).catch(() => undefined);
        if (guard.includes(rule)) await daemon.command(rule.command, ...guardWords(rule, "-I"));
    }
}
