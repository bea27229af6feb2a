import { once } from "node:events";
import { existsSync } from "node:fs";
import { lstat, readFile } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { dirname } from "node:path";
import { runAsNobody } from "../support/host/asNobody";
import { output, virsh } from "../support/host/command";
import { DrivenDomain } from "../support/domain/drivenDomain";
import { testName } from "../support/host/names";

jest.setTimeout(120_000);

const name = testName("socket");
const password = "Canary7!";
const base = { accelerator: "tcg", memoryMiB: 16, shutdownTimeoutSeconds: 0 };
const declared = { ...base, graphics: { socket: "auto", password } };
const onPort = { ...base, graphics: { listen: "127.0.0.1", password } };
const off = { ...declared, powerState: "off" };

let domain: DrivenDomain;

beforeAll(async () => {
    domain = await DrivenDomain.create(name, declared);
});

afterAll(async () => {
    await virsh("destroy", name).catch(() => "");
    await virsh("undefine", name).catch(() => "");
});

const screen = () => String(domain.state["screen"]);
const socketOf = (address: string) => address.replace("vnc+unix://", "");

/** The first bytes that a VNC server sends. */
async function greeting(path: string): Promise<string> {
    const connection = createConnection(path);
    const [said] = (await once(connection, "data")) as [Buffer];
    connection.destroy();
    return said.toString("latin1");
}

/** Connects to the screen as another user of the host, and returns the outcome. */
const asAnotherUser = (to: string) =>
    runAsNobody(`require("node:net").connect(${to})
        .on("connect", () => { console.log("open"); process.exit(); })
        .on("error", ({ code }) => console.log(code));`);

/** TCP ports that QEMU uses for screens and that something listens on. */
async function screenPorts(): Promise<number[]> {
    const lines = (await output("ss", ["-Hltn"])).split("\n");
    const ports = lines.map((line) => Number(/:(\d+)\s/.exec(line)?.[1]));
    return ports.filter((port) => port >= 5900 && port < 6000);
}

const gone = (path: string) => !existsSync(path);

test("puts the screen on a socket in the guest's own folder, and on no port", async () => {
    expect(screen()).toMatch(
        new RegExp(
            `^vnc\\+unix:///var/lib/libvirt/qemu/domain-\\d+-${name.slice(0, 20)}/vnc\\.sock$`,
        ),
    );
    expect(await screenPorts()).toEqual([]);
    const { mode } = await lstat(dirname(socketOf(screen())));
    expect(mode & 0o007).toBe(0);
});

test("serves VNC to root, and nothing to another user of the host", async () => {
    const path = socketOf(screen());
    expect(await greeting(path)).toMatch(/^RFB 003\.\d{3}\n$/);
    expect(await asAnotherUser(JSON.stringify(path))).toBe("EACCES");
});

test("keeps its password", async () => {
    const definition = await virsh("dumpxml", "--inactive", "--security-info", name);
    expect(definition).toContain(`passwd='${password}'`);
    const log = await readFile(`/var/log/libvirt/qemu/${name}.log`, "utf8");
    expect(log).toMatch(/^-vnc '?vnc=unix:\S+,password=on/m);
});

test("refresh and preview see no change while the guest runs, while it is off, and after another start", async () => {
    const expectNoChange = async (now: typeof declared) => {
        expect(await domain.refresh()).toEqual([]);
        expect(await domain.preview(now)).toEqual([]);
    };
    await expectNoChange(declared);
    const first = screen();
    await domain.up(off);
    expect(gone(dirname(socketOf(first)))).toBe(true);
    await expectNoChange(off);
    await domain.up(declared);
    await expectNoChange(declared);
    expect(screen()).not.toBe(first);
    expect(domain.state["restartPending"]).toBe(false);
});

test("a change to a port and back restarts the guest, and preview says so", async () => {
    const path = socketOf(screen());
    expect(await domain.previewLabel(onPort)).toBe("restart");
    await domain.up(onPort);
    expect(screen()).toMatch(/^vnc:\/\/127\.0\.0\.1:59\d\d$/);
    expect(gone(path)).toBe(true);
    const [port = 0] = await screenPorts();
    expect(await asAnotherUser(`${port}, "127.0.0.1"`)).toBe("open");
    expect(await domain.refresh()).toEqual([]);

    expect(await domain.previewLabel(declared)).toBe("restart");
    await domain.up(declared);
    expect(await screenPorts()).toEqual([]);
    expect(await greeting(socketOf(screen()))).toMatch(/^RFB 003/);
    expect(await domain.refresh()).toEqual([]);
});

test("a change that waits for the next start is pending until then", async () => {
    await domain.up({ ...onPort, applyChanges: "nextStart" });
    expect(domain.state["restartPending"]).toBe(true);
    expect(screen()).toMatch(/^vnc\+unix:/);
    await domain.up({ ...declared, applyChanges: "nextStart" });
    expect(domain.state["restartPending"]).toBe(false);
    await domain.up(declared);
});

test("a taken port keeps a stopped guest from starting, unless its screen is on a socket", async () => {
    await domain.up(onPort);
    const port = Number(new URL(screen()).port);
    await domain.up({ ...onPort, powerState: "off" });
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    await expect(virsh("start", name)).rejects.toThrow("Address already in use");
    await domain.up(off);
    await virsh("start", name);
    other.close();
    await domain.refresh();
    expect(await greeting(socketOf(screen()))).toMatch(/^RFB 003/);
    expect(await domain.preview(declared)).toEqual([]);
});

test("removes the socket with the guest", async () => {
    const folder = dirname(socketOf(screen()));
    await domain.destroy();
    expect(gone(folder)).toBe(true);
});
