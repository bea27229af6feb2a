import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { run } from "../../src/cli/run";
import { Libvirt } from "../../src/libvirt";
import { machineTitle } from "../../src/xp/machineTitle";
import { testName } from "../integration/support/host/names";
import { recordingIo } from "./recordingIo";

jest.setTimeout(120_000);

const uri = "qemu:///system";
const lab = testName("cli");

/** A lab's domain, as far as commands look. Without a disk it stays in its firmware. */
interface Made {
    readonly domain: string;
    readonly uuid: string;
    readonly machine: string;
    readonly stack: string;
    readonly devices?: string;
}

const SCREEN =
    "<graphics type='vnc' port='-1' autoport='yes'><listen type='address' address='127.0.0.1'/></graphics>";

const xml = ({ domain, uuid, machine, stack, devices = SCREEN }: Made) => `
    <domain type='qemu'>
        <name>${domain}</name>
        <uuid>${uuid}</uuid>
        <title>${machineTitle({ machine, lab, stack })}</title>
        <metadata>
            <xplab:mark xmlns:xplab='urn:xplab:mark:1' token='t'
                urn='urn:pulumi:${stack}::mylab::libvirt:index:Domain::${lab}-${machine}-domain'/>
        </metadata>
        <memory unit='MiB'>64</memory>
        <os><type arch='x86_64' machine='pc'>hvm</type></os>
        <devices><serial type='pty'/><video><model type='cirrus'/></video>${devices}</devices>
    </domain>`;

const made = (stack: string, machine: string, devices?: string): Made => ({
    domain: `${lab}-${stack}-${machine}`,
    uuid: randomUUID(),
    machine: `${machine}-${process.pid}`,
    stack,
    ...(devices === undefined ? {} : { devices }),
});

const running = made("dev", "shown");
const off = made("dev", "off", SCREEN.replace("type='vnc'", "type='vnc' passwd='s3cr3t'"));
const blind = made("dev", "blind", "");
const hidden = made(
    "dev",
    "hidden",
    "<graphics type='vnc' passwd='s3cr3t'><listen type='socket'/></graphics>",
);
const twins = [made("dev", "twin"), made("test", "twin")] as const;
const defined = [off, ...twins];

/** The path that libvirt chose; N stands for the domain's id. */
const SOCKET = `vnc+unix:///var/lib/libvirt/qemu/domain-N-${hidden.domain.slice(0, 20)}/vnc.sock`;

let libvirt: Libvirt;
let folder: string;

beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), testName("cli-")));
    libvirt = await Libvirt.open(uri);
    for (const one of [running, blind, hidden]) {
        await libvirt.call("domainCreateXML", { xml: xml(one) });
    }
    for (const one of defined) await libvirt.call("domainDefineXMLFlags", { xml: xml(one) });
});

afterAll(async () => {
    const handle = ({ domain: name, uuid }: Made) => ({ domain: { name, uuid, id: -1 } });
    for (const one of [running, blind, hidden]) {
        await libvirt.call("domainDestroyFlags", handle(one));
    }
    for (const one of defined) await libvirt.call("domainUndefineFlags", handle(one));
    libvirt.close();
    rmSync(folder, { recursive: true });
});

async function outcome(words: readonly string[], io = recordingIo()) {
    const code = await run([...words, "--uri", uri], io);
    return { code, ...io.written };
}

test("ls shows each machine in its lab and stack", async () => {
    const { code, out } = await outcome(["ls"]);
    expect(code).toBe(0);
    const rows = out.split("\n").filter((line) => line.includes(` ${lab} `));
    const shown = (row: string) =>
        row.replace(/:59\d\d/, ":PORT").replace(/domain-\d+-/, "domain-N-");
    expect(rows.map((row) => shown(row).split(/ {2,}/))).toEqual([
        [blind.machine, lab, "dev", "running", "-", "-", "64 MiB"],
        [hidden.machine, lab, "dev", "running", "-", SOCKET, "64 MiB"],
        [off.machine, lab, "dev", "shutoff", "-", "-", "64 MiB"],
        [running.machine, lab, "dev", "running", "-", "vnc://127.0.0.1:PORT", "64 MiB"],
        [twins[0].machine, lab, "dev", "shutoff", "-", "-", "64 MiB"],
        [twins[1].machine, lab, "test", "shutoff", "-", "-", "64 MiB"],
    ]);
});

test("ls --json prints all fields of a machine", async () => {
    const { code, out } = await outcome(["ls", "--json"]);
    expect(code).toBe(0);
    const printed = JSON.parse(out) as { uri: string; machines: { domain: string }[] };
    expect(printed.uri).toBe(uri);
    expect(printed.machines.find(({ domain }) => domain === off.domain)).toEqual({
        machine: off.machine,
        lab,
        stack: "dev",
        project: "mylab",
        domain: off.domain,
        uuid: off.uuid,
        state: "shutoff",
        addresses: [],
        screen: null,
        memoryMiB: 64,
        isOurs: true,
    });
});

test("ls of a host without machines says how to start", async () => {
    const io = recordingIo();
    expect(await run(["ls", "--uri", "test:///default"], io)).toBe(0);
    expect(io.written).toEqual({
        out:
            'No machines of xplab at test:///default ("xplab ls --all" lists other domains).\n' +
            'Start with "xplab new mylab".\n',
        err: "",
    });
    const all = recordingIo({ environment: { LIBVIRT_DEFAULT_URI: "test:///default" } });
    expect(await run(["ls", "--all"], all)).toBe(0);
    expect(all.written.out).toMatch(
        /^machine .*\ntest +- +- +running +192\.168\.122\.\d+ +- +8192 MiB\n$/,
    );
});

test("screenshot writes a PNG to the given file", async () => {
    const file = join(folder, "shown.png");
    const { code, out } = await outcome(["screenshot", running.machine, file, "--json"]);
    const picture = readFileSync(file);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ machine: running.machine, file, bytes: picture.length });
    expect(PNG.sync.read(picture).width).toBeGreaterThan(0);
});

test("screenshot writes a PNG to standard output", async () => {
    const chunks: Uint8Array[] = [];
    const io = recordingIo();
    const write = (data: string | Uint8Array) => chunks.push(Buffer.from(data));
    await outcome(["screenshot", `dev/${running.machine}`, "-"], {
        ...io,
        out: { ...io.out, write },
    });
    expect(PNG.sync.read(Buffer.concat(chunks)).width).toBeGreaterThan(0);
});

test.each([
    [
        ["screenshot", off.machine],
        `Machine "${off.machine}" is not running: its state is "shutoff". ` +
            `Start it with "virsh --connect ${uri} start ${off.domain}". [machine-off]`,
    ],
    [
        ["console", off.domain],
        `Machine "${off.machine}" is not running: its state is "shutoff". ` +
            `Start it with "virsh --connect ${uri} start ${off.domain}". [machine-off]`,
    ],
    [
        ["console", blind.machine],
        `Machine "${blind.machine}" has no screen. ` +
            "Give its domain graphics, or use its serial port with --serial. [screen-missing]",
    ],
    [
        ["screenshot", twins[0].machine],
        `2 machines are called "${twins[0].machine}". ` +
            `Use one of "dev/${twins[0].machine}", "test/${twins[0].machine}". [machine-ambiguous]`,
    ],
    [
        ["console", `${running.machine}x`],
        `There is no machine "${running.machine}x" at "${uri}". ` +
            `Did you mean "${running.machine}"? [machine-unknown]`,
    ],
    [
        ["console", running.machine, "--password"],
        `The screen of "${running.machine}" has no password. Connect without a password, or set screenPassword to have one. [password-missing]`,
    ],
    [
        ["screenshot", running.machine, "/nonexistent/a.png"],
        '"/nonexistent/a.png" cannot be written: no such file or directory. ' +
            "Name a file in an existing folder that you can write to. [file-not-written]",
    ],
])("refuses %p", async (words, message) => {
    expect(await outcome(words)).toEqual({ code: 1, out: "", err: `✗ ${message}\n` });
});

test("console shows how to view a screen, here and remotely", async () => {
    const { code, out } = await outcome(["console", running.machine]);
    expect(code).toBe(0);
    const [, port = ""] = /Screen: vnc:\/\/127\.0\.0\.1:(\d+)\n/.exec(out) ?? [];
    expect(out).toContain(`On this machine:  remote-viewer vnc://127.0.0.1:${port}\n`);
    expect(out).toContain(`From elsewhere:   ssh -N -L ${port}:127.0.0.1:${port} `);
    expect(out).toContain(`then:  remote-viewer vnc://127.0.0.1:${port}\n`);
    expect(out).toContain(
        `Password, if it asks for one:  xplab console ${running.machine} --password\n`,
    );
});

test("console shows how to view a screen on a socket, here and remotely", async () => {
    const { code, out } = await outcome(["console", hidden.machine]);
    const [, number = ""] = /domain-(\d+)-/.exec(out) ?? [];
    const viewer = `virt-viewer --connect ${uri} --attach ${hidden.domain}`;
    const host = hostname();
    const socket = SOCKET.replace("-N-", `-${number}-`);
    expect(code).toBe(0);
    expect(out).toBe(
        [
            `Screen: ${socket}`,
            `On this machine:  ${viewer}`,
            `From elsewhere:   ssh -X ${host} '${viewer}'`,
            `    or as root:   ssh -N -L 5900:${socket.replace("vnc+unix://", "")} root@${host}`,
            "           then:  remote-viewer vnc://127.0.0.1:5900",
            `Password, if it asks for one:  xplab console ${hidden.machine} --password`,
            "",
        ].join("\n"),
    );
    const { out: json } = await outcome(["console", hidden.machine, "--json"]);
    expect(JSON.parse(json)).toMatchObject({
        machine: hidden.machine,
        commands: [viewer.split(" ")],
    });
});

test("console --open opens a screen on a socket only with virt-viewer", async () => {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const add = (viewer: string) => {
        const script = `#!/bin/sh\necho "$0" "$@" >> ${folder}/opened\n`;
        writeFileSync(join(bin, viewer), script, { mode: 0o755 });
    };
    const open = () => {
        const io = recordingIo({ environment: { PATH: bin, DISPLAY: ":0" } });
        return outcome(["console", hidden.machine, "--open"], io);
    };
    add("remote-viewer");
    add("vncviewer");
    const { code, err } = await open();
    expect(code).toBe(1);
    expect(err).toContain(
        "virt-viewer is not installed, and no other viewer opens a screen on a socket.",
    );
    add("virt-viewer");
    expect(await open()).toEqual({ code: 0, out: "", err: "" });
    expect(readFileSync(join(folder, "opened"), "utf8")).toBe(
        `${bin}/virt-viewer --connect ${uri} --attach ${hidden.domain}\n`,
    );
});

test("gets screenshot and password of a screen on a socket from libvirt", async () => {
    const file = join(folder, "hidden.png");
    expect(await outcome(["screenshot", hidden.machine, file])).toMatchObject({ code: 0 });
    expect(PNG.sync.read(readFileSync(file)).width).toBeGreaterThan(0);
    expect(await outcome(["console", hidden.machine, "--password"])).toMatchObject({
        out: "s3cr3t\n",
    });
});

test("console --password prints only the password", async () => {
    expect(await outcome(["console", off.machine, "--password"])).toEqual({
        code: 0,
        out: "s3cr3t\n",
        err: "",
    });
    expect(await outcome(["console", off.machine, "--password", "--json"])).toMatchObject({
        out: `{"machine":"${off.machine}","password":"s3cr3t"}\n`,
    });
});

test.each([
    [{ PATH: "" }, "there is no display here"],
    [
        { PATH: "", DISPLAY: ":0" },
        "none of these is installed: remote-viewer, vncviewer, xtightvncviewer",
    ],
])("console --open fails with %p", async (environment, lacking) => {
    const io = recordingIo({ environment });
    const { code, err } = await outcome(["console", running.machine, "--open"], io);
    expect(code).toBe(1);
    expect(err.replace(/:59\d\d/, ":PORT")).toBe(
        `✗ No viewer can be opened: ${lacking}. Open vnc://127.0.0.1:PORT with a viewer on another machine; without --open, this command shows how. [viewer-missing]
`,
    );
});

test("console --serial holds the port until it is interrupted", async () => {
    const interrupted = new AbortController();
    const first = recordingIo({ signal: interrupted.signal });
    const holding = outcome(["console", running.machine, "--serial"], first);
    while (first.written.err === "") await new Promise(setImmediate);
    const second = await outcome(["console", running.machine, "--serial"]);
    expect(second.code).toBe(1);
    expect(second.err).toContain(`The console of "${running.machine}" cannot be opened: `);
    expect(second.err).toContain("[console-taken]");
    interrupted.abort();
    expect(await holding).toMatchObject({ code: 130, out: "" });
});
