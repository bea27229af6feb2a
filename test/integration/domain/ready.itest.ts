import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { interrupted } from "../../../src/errors";
import { Libvirt } from "../../../src/libvirt";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { output, run, virsh } from "../support/host/command";
import { DrivenDomain, type Declared } from "../support/domain/drivenDomain";
import { pidOf } from "../support/host/emulator";
import { Guest } from "../support/guest/guest";
import { IMAGES, testName } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const name = testName("ready");
const folder = join(IMAGES, name);
const READY = "XPLAB STAND-IN READY";

/** A stand-in on a network without a filter: the host may reach it. */
const program = (readyWhen: object, memoryMiB = 96) => `
const provider = new libvirt.Provider("libvirt");
const options = { provider, deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${folder}" }, options);
const network = new libvirt.Network("network", { name: "${name}", ipv4: {} }, options);
const source = { file: "${standInImage}" };
const image = new libvirt.Volume("image", { pool: pool.name, source }, { provider });
const disk = new libvirt.Volume("disk", { pool: pool.name, backingVolume: image.id }, { provider });
new libvirt.Domain("domain", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: ${memoryMiB},
    shutdownTimeoutSeconds: 0,
    disks: { hda: { file: disk.path, format: disk.format, backingChain: disk.backingChain } },
    interfaces: { lan: { network: network.name } },
    serials: [{ logFile: "${folder}/logs/com1.log" }],
    readyWhen: ${JSON.stringify(readyWhen)},
}, options);
`;

const everything = { lease: true, serialText: READY, tcpPort: 445 };

let libvirt: Libvirt;
let stack: Stack;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({
        project: "ready",
        program: program({ ...everything, timeoutSeconds: 1 }),
    });
});

afterAll(async () => {
    await stack.dispose();
    libvirt.close();
});

describe("a guest that is not ready in time", () => {
    let message: string;
    let pid: string | undefined;

    beforeAll(async () => {
        const errors = await stack.upErrors();
        message = Object.values(errors).flat().join("\n");
        pid = await pidOf(name);
    });

    test("is reported with what was seen, and a picture of its screen", async () => {
        expect(message).toMatch(
            new RegExp(
                `Domain "${name}" was not ready after \\d+ s: it is running; there is no lease; ` +
                    `COM1 has not said "${READY}"; TCP port 445 cannot be tried without a lease\\.`,
            ),
        );
        const [, file = ""] = /Its screen is in (\S+\.png)\./.exec(message) ?? [];
        expect((await readFile(file)).subarray(1, 4).toString()).toBe("PNG");
        await rm(dirname(file), { recursive: true });
    });

    test("keeps running, and the state records that the wait is unfinished", async () => {
        expect(pid).toBeDefined();
        const { outputs } = await stack.resource("libvirt:index:Domain");
        expect(outputs).toMatchObject({ state: "running", readyPending: true, serialLogStart: 0 });
    });

    test("is waited for again by the next up, which starts nothing", async () => {
        await stack.setProgram(program({ ...everything, settleSeconds: 1, timeoutSeconds: 200 }));
        await stack.up();
        expect(await pidOf(name)).toBe(pid);
        const { outputs } = await stack.resource("libvirt:index:Domain");
        expect(outputs?.["readyPending"]).toBeUndefined();
        // The guest itself has printed the text before the up ends.
        expect(await readFile(join(folder, "logs", "com1.log"), "utf8")).toContain(READY);
        expect(outputs?.["addresses"]).toEqual({
            lan: [expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/)],
        });
        expect(await stack.preview()).toEqual({ same: 7 });
    });

    test("keeps running when Ctrl-C ends the wait, and the next up resumes it", async () => {
        await stack.setProgram(program({ serialText: "never said" }, 100));
        let cli = 0;
        const up = stack.run(["up", "--yes", "--skip-preview"], { onStart: (one) => (cli = one) });
        await until("another QEMU that runs", async () => {
            const now = await pidOf(name);
            const state = now !== undefined && now !== pid && (await virsh("domstate", name));
            return state !== false && state.trim() === "running";
        });
        const restarted = await pidOf(name);
        process.kill(cli, "SIGINT");
        const { code, stdout } = await up;
        expect(code).not.toBe(0);
        expect(stdout).toContain(interrupted().message);
        await stack.setProgram(program({ serialText: READY, timeoutSeconds: 200 }, 100));
        await stack.up();
        expect(await pidOf(name)).toBe(restarted);
        expect(await stack.preview()).toEqual({ same: 7 });
    });
});

describe("a guest that the provider starts", () => {
    const driven = testName("ready-driven");
    const disk = join(folder, "driven.qcow2");
    const log = join(folder, "driven-logs", "com1.log");
    const declared: Declared = {
        accelerator: "tcg",
        memoryMiB: 96,
        shutdownTimeoutSeconds: 0,
        disks: { hda: { file: disk } },
        interfaces: { lan: { network: name } },
        serials: [{ logFile: log }],
        readyWhen: { serialText: READY, lease: true, timeoutSeconds: 200 },
    };
    let domain: DrivenDomain;

    beforeAll(async () => {
        await output("qemu-img", ["convert", "-O", "qcow2", standInImage, disk]);
        domain = DrivenDomain.planned(driven);
        await domain.up(declared);
    });

    afterAll(async () => {
        await domain.destroy();
        await rm(disk);
    });

    const timesReady = async () => (await readFile(log, "utf8")).split(READY).length - 1;

    /** Runs an up that must fail, once it has started another QEMU. */
    async function upUntilStarted(wanted: Declared, ending = new AbortController()) {
        const pid = await pidOf(driven);
        const failure = domain.up(wanted, ending).catch((error: unknown) => error);
        // The process exists before libvirt has finished the start.
        await until("another QEMU that runs", async () => {
            const now = await pidOf(driven);
            const state = await virsh("domstate", driven);
            return now !== undefined && now !== pid && state.trim() === "running";
        });
        return { failure };
    }

    test("is ready when the create ends", async () => {
        expect(await timesReady()).toBe(1);
        // Nothing is connected to its console.
        await (await Guest.meet(libvirt, driven)).close();
    });

    test("is waited for again after a restart, whatever COM1 and DHCP showed before", async () => {
        const before = await timesReady();
        const pid = await pidOf(driven);
        await domain.up({ ...declared, memoryMiB: 100 });
        expect(await pidOf(driven)).not.toBe(pid);
        expect(await timesReady()).toBeGreaterThan(before);
    });

    test("is not waited for after a live change", async () => {
        domain.messages.length = 0;
        await domain.up({
            ...declared,
            memoryMiB: 100,
            title: "a title",
            readyWhen: { serialText: "never said", timeoutSeconds: 1 },
        });
        expect(domain.messages).toEqual([]);
    });

    test("is reported when it powers itself off meanwhile, and started by the next up", async () => {
        const never = { ...declared, memoryMiB: 104, readyWhen: { serialText: "never said" } };
        const up = await upUntilStarted(never);
        const guest = await Guest.meet(libvirt, driven);
        await guest.command("power-off");
        await guest.close();
        expect(await up.failure).toMatchObject({
            message: expect.stringMatching(
                `^Domain "${driven}" shut itself down after \\d+ s, before it was ready\.`,
            ) as string,
        });
        expect((await virsh("domstate", driven)).trim()).toBe("shut off");
        await domain.up({ ...never, readyWhen: undefined });
        expect((await virsh("domstate", driven)).trim()).toBe("running");
    });

    test("keeps running when the wait of an update is interrupted", async () => {
        const ending = new AbortController();
        const never = { ...declared, memoryMiB: 108, readyWhen: { serialText: "never said" } };
        const up = await upUntilStarted(never, ending);
        ending.abort(interrupted());
        expect(await up.failure).toMatchObject({ message: interrupted().message });
        expect((await virsh("domstate", driven)).trim()).toBe("running");
        expect(domain.state).toMatchObject({ readyPending: true });
    });
});

test("is rolled back when the create is interrupted while it waits", async () => {
    const cut = testName("ready-cut");
    const ending = new AbortController();
    const domain = DrivenDomain.planned(cut);
    const fields = { accelerator: "tcg", memoryMiB: 16, interfaces: { lan: { network: name } } };
    const up = domain.up({ ...fields, readyWhen: { lease: true } }, ending);
    const failure = up.catch((error: unknown) => error);
    await until("a guest that runs", () => pidOf(cut));
    ending.abort(interrupted());
    expect(await failure).toMatchObject({ message: interrupted().message });
    const { code } = await run("virsh", ["--connect", "qemu:///system", "dominfo", cut]);
    expect(code).not.toBe(0);
});
