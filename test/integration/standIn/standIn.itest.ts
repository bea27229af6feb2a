import { createHash } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { Libvirt } from "../../../src/libvirt";
import type { StandIn } from "../../../src/standIn";
import { output, virsh } from "../support/host/command";
import { pattern } from "../support/guest/pattern";
import { until } from "../support/host/until";
import { CLOCK_SECONDS, StandInDomain } from "../support/guest/standInDomain";

jest.setTimeout(300_000);

const FORGED_MAC = "52:54:00:de:ad:01";
const BROADCAST = "ff:ff:ff:ff:ff:ff";
const MIB = 1024 * 1024;
/** Beyond the stand-in's own partition. */
const FREE_OFFSET = 200 * MIB;

let libvirt: Libvirt;
let domain: StandInDomain;
let standIn: StandIn;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    domain = new StandInDomain();
    await domain.start();
    standIn = await domain.meet(libvirt);
    await standIn.tell(`address ${domain.guestAddress}/24 eth1`);
});

afterAll(async () => {
    await standIn.close();
    libvirt.close();
    await domain.remove();
});

const hex = (text: string) => Buffer.from(text, "latin1").toString("hex");
const addressHex = (address: string) => Buffer.from(address.split(".").map(Number)).toString("hex");
const macHex = (mac: string) => mac.replaceAll(":", "");

const sha256 = (text: string) => `sha256 ${createHash("sha256").update(text).digest("hex")}`;

const sockets: Socket[] = [];

/** A UDP socket of the host, for one test. */
async function hostSocket(): Promise<Socket> {
    const socket = createSocket("udp4").bind(0, domain.hostAddress);
    await once(socket, "listening");
    sockets.push(socket);
    return socket;
}

afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

test("reads its disk in large blocks", async () => {
    // Sector by sector, its kernel alone needs 70,000 requests.
    expect(await domain.statistic("block.0.rd.reqs")).toBeLessThan(5_000);
});

test("lists its disks", async () => {
    const cd = await readFile(domain.path("cd.iso"));
    expect((await standIn.tell("disks")).split("; ")).toEqual([
        "fda floppy 1474560 none none",
        `hda ide ${256 * MIB} VOICE-1 QEMU HARDDISK`,
        `hdb ide ${8 * MIB} QM00002 QEMU HARDDISK`,
        `hdc ide ${cd.length} none QEMU DVD-ROM`,
    ]);
});

test("lists its NICs", async () => {
    const [first, second] = domain.macAddresses;
    expect(await standIn.tell("nics")).toBe(`eth0 8139cp ${first} up; eth1 8139cp ${second} up`);
});

test.each([
    ["list cdrom", "I386/"],
    ["list cdrom I386", "SETUP.TXT 13"],
    ["read cdrom I386/SETUP.TXT", "from the CD\\r\\n"],
    ["list floppy", "NOTE.TXT 17"],
    ["read floppy NOTE.TXT", "one\\r\\nback\\\\slash\\r\\n"],
    ["run results SCRIPT.SH here", "here arguments: 1"],
    ["list results", "FAILING.SH 19; RAN.TXT 4; SCRIPT.SH 42"],
])("answers %p", async (question, detail) => {
    expect(await standIn.tell(question)).toBe(detail);
});

test.each([
    ["read cdrom NONE.TXT", 'FAIL read cdrom NONE.TXT: no file "NONE.TXT"'],
    ["list floppy NONE", 'FAIL list floppy NONE: no folder "NONE"'],
    ["run results FAILING.SH", "FAIL run results FAILING.SH: broken"],
    [
        "write-pattern hda 1 512 x",
        "FAIL write-pattern hda 1 512 x: offset and length must be multiples of 512",
    ],
    ["digest sdz 0 512", 'FAIL digest sdz 0 512: no disk "sdz"'],
    ["heard 1 udp", "FAIL heard 1 udp: not listening, say listen first"],
    ["read zip X", "ERROR usage: read cdrom|floppy|results FILE"],
    ["refuse-shutdown perhaps", "ERROR usage: refuse-shutdown on|off"],
])("answers %p by %p", async (question, text) => {
    expect((await standIn.ask(question)).text).toBe(text);
});

test("writes patterns to a disk, and detects missing ones", async () => {
    const place = `${FREE_OFFSET} ${MIB}`;
    const digest = sha256(pattern("disk", FREE_OFFSET, MIB));
    expect(await standIn.tell(`write-pattern hda ${place} disk`)).toBe(digest);
    expect(await standIn.tell(`check-pattern hda ${place} disk`)).toBe(digest);
    await standIn.tell(`write-pattern hda ${FREE_OFFSET + 1024} 512 other`);
    expect(await standIn.ask(`check-pattern hda ${place} disk`)).toMatchObject({
        outcome: "fail",
        detail: `at ${FREE_OFFSET + 1024} there is XPLAB PATTERN other ${FREE_OFFSET + 1024} ..................`,
    });
});

/** Dumps all of the guest's memory. */
async function memoryDump(): Promise<Buffer> {
    const file = domain.path("dump");
    await virsh("dump", domain.name, file, "--memory-only");
    const dump = await readFile(file);
    await rm(file);
    return dump;
}

test("keeps a pattern in memory, where a dump finds it", async () => {
    await standIn.tell("write-pattern memory 0 65536 memory");
    expect(await standIn.tell("check-pattern memory 0 65536 memory")).toBe(
        sha256(pattern("memory", 0, 65536)),
    );
    expect((await memoryDump()).includes(pattern("memory", 65024, 512))).toBe(true);
});

test("reads and sets the hardware clock", async () => {
    const hourMs = 3_600_000;
    const report = await standIn.tell("clock");
    const [, system = "", hardware = ""] = /^system (\S+), hardware (\S+)$/.exec(report) ?? [];
    const expectedMs = Date.now() + CLOCK_SECONDS * 1000;
    expect(Math.abs(Date.parse(hardware) - expectedMs)).toBeLessThan(hourMs);
    expect(Math.abs(Date.parse(system) - expectedMs)).toBeLessThan(hourMs);

    await standIn.tell("clock 2001-10-25T12:00:00");
    const adjustment = await until("an adjusted clock", async () => {
        const [, seconds] = /adjustment='(-\d+)'/.exec(await virsh("dumpxml", domain.name)) ?? [];
        return seconds !== String(CLOCK_SECONDS) && Number(seconds);
    });
    const setMs = Date.now() + adjustment * 1000;
    expect(Math.abs(setMs - Date.parse("2001-10-25T12:00:00Z"))).toBeLessThan(hourMs);
});

test("resolves a name with the leased server, and with a given one", async () => {
    const name = domain.servedName;
    expect(await standIn.tell(`resolve ${name}`)).toBe(domain.servedAddress);
    const server = domain.servedAddress.replace(/\d+$/, "1");
    expect(await standIn.tell(`resolve ${name} ${server}`)).toBe(domain.servedAddress);
    expect((await standIn.ask("resolve other.example")).detail).toBe("no such name");
});

test("pings and connects", async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, domain.hostAddress);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const visit = once(server, "connection");
    expect((await standIn.ask(`ping ${domain.hostAddress}`)).outcome).toBe("ok");
    expect((await standIn.ask(`ping ${domain.otherAddress}`)).detail).toBe("no reply");
    expect((await standIn.ask(`connect ${domain.hostAddress} ${port}`)).outcome).toBe("ok");
    await visit;
    server.close();
    await once(server, "close");
    expect(await standIn.ask(`connect ${domain.hostAddress} ${port}`)).toMatchObject({
        outcome: "fail",
        detail: "Connection refused",
    });
});

test("sends a frame with any source, which the host's bridge and neighbour table then list", async () => {
    const request = [
        "0001080006040001",
        macHex(FORGED_MAC) + addressHex(domain.otherAddress),
        macHex("00:00:00:00:00:00") + addressHex(domain.hostAddress),
    ].join("");
    await standIn.tell(`send-frame ${FORGED_MAC} ${BROADCAST} 0806 ${request} eth1`);
    const neighbour = await until("the forged neighbour", async () => {
        const table = await output("ip", ["neighbour", "show", "dev", domain.bridge]);
        return table.split("\n").find((line) => line.startsWith(`${domain.otherAddress} `));
    });
    expect(neighbour).toContain(`lladdr ${FORGED_MAC}`);
    const learnt = await output("bridge", ["fdb", "show", "br", domain.bridge]);
    expect(learnt).toContain(FORGED_MAC);
});

test("sends a packet with any source address", async () => {
    const socket = await hostSocket();
    const heard = once(socket, "message");
    const [link] = JSON.parse(await output("ip", ["-j", "link", "show", domain.bridge])) as [
        { address: string }, // iproute2's own form
    ];
    const addresses = `${FORGED_MAC} ${link.address} ${domain.otherAddress} ${domain.hostAddress}`;
    await standIn.tell(`send-packet ${addresses} ${socket.address().port} eth1`);
    const [data, from] = (await heard) as [Buffer, { address: string }]; // as dgram documents
    expect(data.toString()).toBe("xplab");
    expect(from.address).toBe(domain.otherAddress);
});

test("sends datagrams", async () => {
    const socket = await hostSocket();
    const heard = once(socket, "message");
    await standIn.tell(`send-udp ${domain.hostAddress} ${socket.address().port}`);
    const [data, from] = (await heard) as [Buffer, { address: string }]; // as dgram documents
    expect(data.includes("xplab")).toBe(true);
    expect(from.address).toBe(domain.guestAddress);
});

test("records frames, including those for others", async () => {
    const secret = hex("for somebody else");
    await standIn.tell("record-frames eth1");
    expect(await standIn.tell(`recorded-frames eth1 ${secret}`)).toBe("0");
    const neighbour = ["neighbour", "replace", domain.otherAddress, "dev", domain.bridge];
    await output("ip", [...neighbour, "lladdr", "52:54:00:de:ad:02", "nud", "permanent"]);
    const socket = await hostSocket();
    socket.send("for somebody else", 9, domain.otherAddress);
    const record = await until("the frame", async () => {
        const seen = await standIn.tell(`recorded-frames eth1 ${secret}`);
        return seen !== "0" && seen;
    });
    expect(record).toMatch(new RegExp(`^1 525400dead02[0-9a-f]{12}0800[0-9a-f]*${secret}(00)*$`));
});

test("reports who sent it datagrams and connected to it", async () => {
    await standIn.tell("listen 7001 udp");
    await standIn.tell("listen 7002 tcp");
    const socket = await hostSocket();
    socket.send("datagram", 7001, domain.guestAddress);
    const connection = connect(7002, domain.guestAddress);
    await once(connection, "connect");
    const port = connection.localPort;
    connection.end("stream");
    const heard = (question: string) =>
        until(`the answer to "${question}"`, async () => {
            const answer = await standIn.tell(question);
            return answer !== "0" && answer;
        });
    expect(await heard("heard 7001 udp")).toBe(
        `1; ${domain.hostAddress} ${socket.address().port} 8 ${hex("datagram")}`,
    );
    expect(await heard("heard 7002 tcp")).toBe(
        `1; ${domain.hostAddress} ${port} 6 ${hex("stream")}`,
    );
});

/** Pages in which nearly every byte value occurs, as in random ones. */
function randomPages(memory: Buffer): number {
    const pageBytes = 4096;
    const pages = Array.from({ length: Math.floor(memory.length / pageBytes) }, (_, index) =>
        memory.subarray(index * pageBytes, (index + 1) * pageBytes),
    );
    return pages.filter((page) => new Set(page).size > 250).length;
}

test("burns memory", async () => {
    const wanted = randomPages(await memoryDump()) + (16 * MIB) / 4096;
    await standIn.tell("burn memory 24 600");
    await until("16 MiB of random bytes", async () => randomPages(await memoryDump()) > wanted);
});

test("burns a disk", async () => {
    const before = await domain.statistic("block.1.wr.bytes");
    await standIn.tell("burn disk hdb 600");
    await until(
        "the disk written over again",
        async () => (await domain.statistic("block.1.wr.bytes")) > before + 8 * MIB,
    );
});

test("burns the processor", async () => {
    const before = await domain.statistic("cpu.user");
    await standIn.tell("burn cpu 600");
    const seconds = 5e9;
    await until(
        "five seconds of work",
        async () => (await domain.statistic("cpu.user")) > before + seconds,
        { limitMs: 60_000 },
    );
});
