import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { KEY_CHARACTERS } from "../../../src/xp/setup/productKey";
import { driverFile, I386, VIRTIO_TXTSETUP } from "../../xp/setup/virtioFloppy";
import { commandLinesDuring, filesWith, markMoment } from "../support/host/leaks";
import { output, run, virsh } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";
import { until } from "../support/host/until";
import { kill } from "../support/host/processes";
import { Stack } from "../support/stack/stack";

jest.setTimeout(600_000);

const ROOT = resolve(__dirname, "../../..");
const name = testName("setup");
const PROVIDER = "pulumi-resource-libvirt";
/** No other file has such text by chance, and no compiled form of this file has it. */
const KEY = Array.from(randomBytes(25), (byte) => KEY_CHARACTERS[byte % KEY_CHARACTERS.length])
    .join("")
    .replace(/.{5}(?!$)/g, "$&-");
const PASSWORD = `pw ${randomBytes(8).toString("hex")}`;
const LIMIT = { limitMs: 240_000 };

let folder: string;
let stack: Stack;

const DRIVER = () => `diskDriver: { folder: "${join(folder, "floppy")}" },`;

/** Windows is installed on an IDE disk unless there is a driver for another one. */
const program = (driver = "", rest = "") => `
const { Lab, UnattendedInstall } = require("${ROOT}/dist");
const provider = new libvirt.Provider("libvirt");
const providers = [provider];
const config = new pulumi.Config();
const pool = new libvirt.Pool(
    "pool", { name: "${name}", path: "${IMAGES}/${name}" }, { provider, deleteBeforeReplace: true },
);
const xp = new UnattendedInstall("xp", {
    iso: "${join(folder, "setup.iso")}",
    // A user who forgets to mark it loses nothing.
    productKey: config.require("key"),
    adminPassword: config.requireSecret("password"),
    commands: [
        "%XPLAB_MEDIA%\\\\program.cmd",
        "exit 7",
        "echo x ^",
        "if exist C:\\\\ran.txt (",
        "path E:\\\\tools",
        "pause",
        "echo done>C:\\\\done.txt",
    ],
    timeZone: "w. europe standard time",
    media: { folder: "${join(folder, "media")}", driverFolders: ["oem/net"] },
    accept: "this reaches beyond the lab",
    ${driver}
    pool: pool.name,
    memoryMiB: 128,
    vcpus: 1,
    diskMiB: 4096,
    timeoutMinutes: 8,
}, { providers });
${rest}`;

const LAB = `
new Lab("${testName("l")}", {
    image: xp.volume,
    edition: xp.edition,
    drivers: xp.drivers,
    pool: pool.name,
    networks: { lan: { reach: "nothing" } },
    machines: { xp: { memoryMiB: 96, diskBus: "virtio" } },
}, { providers });`;

const volumes = async () =>
    (await virsh("vol-list", name))
        .split("\n")
        .flatMap((line) => line.trim().split(/\s+/)[0] ?? "")
        .filter(Boolean)
        .sort();

/** Names of the domains that install. */
const installing = async () =>
    (await virsh("list", "--all", "--name"))
        .split("\n")
        .filter((one) => one.startsWith("xp-volume-"));

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("iso-")));
    await markMoment(join(folder, "since"));
    await output(join(ROOT, "tools/stand-in/build"), [join(folder, "setup.iso")]);
    await mkdir(join(folder, "floppy/i386/winxp"), { recursive: true });
    await writeFile(join(folder, "floppy/txtsetup.oem"), VIRTIO_TXTSETUP);
    await writeFile(join(folder, "floppy/disk1"), "");
    for (const file of ["viostor.sys", "viostor.inf", "viostor.cat"]) {
        await writeFile(join(folder, "floppy/i386/winxp", file), driverFile(I386));
    }
    await mkdir(join(folder, "media/oem/net"), { recursive: true });
    await writeFile(join(folder, "media/oem/net/oemnet.inf"), "a driver");
    await writeFile(join(folder, "media/program.cmd"), "@echo off\r\necho it ran>C:\\ran.txt\r\n");
    stack = await Stack.create({ project: "setup", program: program() });
    await stack.succeed("config", "set", "--secret", "key", KEY);
    await stack.succeed("config", "set", "--secret", "password", PASSWORD);
});

afterAll(async () => {
    await stack.dispose();
    await rm(folder, { recursive: true });
});

const showsCanary = (text: string) =>
    text.split("\n").filter((line) => line.includes(KEY) || line.includes(PASSWORD));

test("preview changes nothing and shows neither key nor password", async () => {
    const { code, stdout, stderr } = await stack.run(["preview", "--diff"]);
    expect([code, showsCanary(stdout + stderr)]).toEqual([0, []]);
    expect(await virsh("pool-list", "--all", "--name")).not.toContain(name);
});

test("leaves nothing running of a killed installation", async () => {
    let cli = 0;
    const up = stack.run(["up", "--yes", "--skip-preview"], { onStart: (pid) => (cli = pid) });
    await until("a guest that installs", async () => (await installing()).length > 0, LIMIT);
    const [domain = ""] = await installing();
    const isRunning = async () => (await virsh("domstate", domain)).trim() === "running";
    await until("its start", isRunning, LIMIT);
    process.kill(cli, "SIGKILL");
    kill(stack.processes(PROVIDER));
    await up;
    stack.endLanguageHosts();
    await until("its end", async () => !(await isRunning()));
    expect(await volumes()).toEqual(
        ["cd", "floppy", "media", "part"].map((part) => `${domain}.${part}`),
    );
    const floppy = await stat(join(IMAGES, name, `${domain}.floppy`));
    expect(floppy.mode & 0o777).toBe(0o600);
    await stack.succeed("cancel", "--yes");
});

test("the next run starts again, on a disk with its own driver, reports its progress, and leaves the image alone", async () => {
    await stack.setProgram(program(DRIVER()));
    const up = stack.run(["up", "--yes", "--skip-preview"]);
    const commandLines = await commandLinesDuring(up);
    const { code, stdout, stderr } = await up;
    expect([code, code === 0 ? "" : stdout]).toEqual([0, ""]);
    const phases = stdout
        .split("\n")
        .flatMap((line) => /xp-volume creating \(\d+s\) ([a-z, ]+)$/.exec(line)?.[1] ?? []);
    expect([...new Set(phases)]).toEqual([
        "copies files in text mode",
        "graphical setup",
        "first start",
        "first logon",
        "installed, powers off",
        "sealing the volume",
    ]);
    expect(showsCanary([commandLines, stdout, stderr].join("\n"))).toEqual([]);
    const warnings = [...stdout.matchAll(/reported on COM1: (.*)/g)].map(([, line]) => line);
    const failed = (number: number, code: number) =>
        `XPLAB COMMAND ${number} ended with exit code ${code}, its output is in C:\\XPLAB\\${number}.TXT`;
    expect([...new Set(warnings)]).toEqual([failed(2, 7), failed(4, 255)]);
    expect(await installing()).toEqual([]);
    const { id = "", outputs = {} } = await stack.resource("libvirt:index:InstalledVolume");
    expect(await volumes()).toEqual([id.replace(`${name}/`, "")]);
    const file = String(outputs["path"]);
    expect(await output("stat", ["--format=%U %a", file])).toBe("root 440\n");
    const sha256 = createHash("sha256")
        .update(await readFile(file))
        .digest("hex");
    expect(outputs["diskBus"]).toBe("virtio");
    expect([outputs["format"], outputs["sha256"]]).toEqual(["qcow2", sha256]);
    expect(JSON.parse(await output("qemu-img", ["check", "--output=json", file]))).toMatchObject({
        "check-errors": 0,
    });
});

test("key and password are in no state and in no file except the image itself", async () => {
    expect(showsCanary(await stack.stateText())).toEqual([]);
    const { outputs = {} } = await stack.resource("libvirt:index:InstalledVolume");
    for (const canary of [KEY, PASSWORD]) {
        expect(await filesWith(canary, join(folder, "since"))).toEqual([outputs["path"]]);
    }
});

test("the second CD's program has run, and its drivers are where Windows looks for them", async () => {
    const { outputs = {} } = await stack.resource("libvirt:index:InstalledVolume");
    const raw = join(folder, "installed.raw");
    await output("qemu-img", ["convert", "-O", "raw", String(outputs["path"]), raw]);
    const onDisk = (file: string) => output("mtype", ["-i", `${raw}@@1M`, `::${file}`]);
    expect(await onDisk("ran.txt")).toBe("it ran\r\n");
    expect(await onDisk("done.txt")).toBe("done\r\n");
    expect(await onDisk("DRIVERS/oem/net/oemnet.inf")).toBe("a driver");
    await rm(raw);
});

test("leaves what is installed unchanged", async () => {
    const same = { same: 5 };
    expect(await stack.preview()).toEqual(same);
    await stack.refresh();
    expect(await stack.preview()).toEqual(same);
});

test("a machine of a lab boots from it", async () => {
    await stack.setProgram(program(DRIVER(), LAB));
    await stack.up();
    const { outputs = {} } = await stack.resource("libvirt:index:Domain");
    const [{ logFile = "" } = {}] = outputs["serials"] as { logFile?: string }[];
    await until(
        "the stand-in",
        async () => (await readFile(logFile, "latin1")).includes("READY"),
        LIMIT,
    );
    expect(await readFile(logFile, "latin1")).toContain("XPLAB STAND-IN READY");
});

test("destroy leaves nothing", async () => {
    await stack.destroy();
    expect(await virsh("pool-list", "--all", "--name")).not.toContain(name);
    expect(await installing()).toEqual([]);
    expect((await run("ls", [join(IMAGES, name)])).code).not.toBe(0);
});
