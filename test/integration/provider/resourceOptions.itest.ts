import { rm, writeFile } from "node:fs/promises";
import { inventory } from "../support/host/inventory";
import { virsh } from "../support/host/command";
import { pidOf } from "../support/host/emulator";
import { IMAGES, testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const name = testName("options");
const second = `${name}-2`;
const secrets = { password: "Canary7!", note: "a canary in the mine" };

interface Program {
    /** Logical name. */
    readonly as?: string;
    readonly fields?: object;
    readonly options?: object;
    readonly others?: object;
    readonly isThere?: boolean;
    readonly socket?: string;
}

/** Two guests that have nothing to boot and so never shut down by themselves. */
const programOf = ({ as = "domain", fields, options, others, isThere = true, socket }: Program) => `
const config = new pulumi.Config();
const provider = new libvirt.Provider("libvirt", ${JSON.stringify(socket ? { uri: `qemu:///system?socket=${socket}` } : {})});
const small = { accelerator: "tcg", memoryMiB: 16, shutdownTimeoutSeconds: 0 };
const secret = {
    description: config.requireSecret("note"),
    graphics: { password: config.requireSecret("password") },
};
if (${isThere}) new libvirt.Domain("${as}",
    { name: "${name}", ...small, ...secret, ...${JSON.stringify(fields ?? {})} },
    { provider, deleteBeforeReplace: true, ...${JSON.stringify(options ?? {})} });
new libvirt.Domain("second", { name: "${second}", ...small, ...${JSON.stringify(others ?? {})} }, { provider });
`;

const SIZE = 4;

let stack: Stack;
/** All output of all runs. */
let printed = "";

const declare = (program: Program) => stack.setProgram(programOf(program));

async function say(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await stack.run(args);
    printed += stdout + stderr;
    if (code !== 0) throw new Error(stdout + stderr);
    return stdout + stderr;
}

const up = (...args: readonly string[]) => say("up", "--yes", "--skip-preview", ...args);

async function fails(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview", ...args]);
    printed += stdout + stderr;
    expect(code).not.toBe(0);
    return stdout + stderr;
}

/** What identifies a machine to its users. */
async function identity(): Promise<{ uuid: string; pid: string | undefined }> {
    return { uuid: (await virsh("domuuid", name)).trim(), pid: await pidOf(name) };
}

beforeAll(async () => {
    stack = await Stack.create({ project: "options", program: programOf({}) });
    for (const [key, value] of Object.entries(secrets)) {
        await stack.succeed("config", "set", "--secret", key, value);
    }
    await up();
});

afterAll(() => stack.dispose());

describe("preview", () => {
    const costs =
        "domain: title: at once, the guest keeps running; memoryMiB 16 -> 32: restarts the guest";

    // libvirtd itself refuses changes there.
    const socket = "/var/run/libvirt/libvirt-sock-ro";

    test("says what a change costs, and changes nothing on the host", async () => {
        await declare({ fields: { memoryMiB: 32, title: "A" }, others: { title: "A" }, socket });
        const before = await inventory();
        const texts = [await say("preview"), await say("preview", "--diff")];
        const json: unknown = JSON.parse(await say("preview", "--json"));
        for (const text of [...texts, JSON.stringify(json)]) {
            expect(text).toContain(costs);
            expect(text).toContain("second: title: at once, the guest keeps running");
        }
        expect(texts[0]).toMatch(/domain +(updating )?.*restart/);
        expect(texts[0]).toMatch(/second +(updating )?.*live/);
        expect(await inventory()).toEqual(before);
    });

    test("names nextStart, a start and a stop", async () => {
        const fields = { memoryMiB: 32, applyChanges: "nextStart" };
        await declare({ fields, others: { powerState: "off" } });
        const text = await say("preview");
        expect(text).toContain("memoryMiB 16 -> 32: applies from the guest's next start");
        expect(text).toContain("second: powerState: shuts the guest down");
    });
});

test("ignoreChanges keeps what differs from the program", async () => {
    await declare({ fields: { memoryMiB: 32 }, options: { ignoreChanges: ["memoryMiB"] } });
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("--target changes one of two", async () => {
    const { uuid, pid } = await identity();
    const other = await pidOf(second);
    await declare({ fields: { memoryMiB: 20 }, others: { memoryMiB: 20 } });
    await up("--target", await stack.urnOf("second"));
    expect(await identity()).toEqual({ uuid, pid });
    expect(await pidOf(second)).not.toBe(other);
    expect(await stack.preview()).toEqual({ same: SIZE - 1, update: 1 });
});

test("an alias renames the resource without touching the guest", async () => {
    const before = await identity();
    const mac = await virsh("domiflist", name);
    await declare({
        others: { memoryMiB: 20 },
        as: "renamed",
        options: { aliases: [{ name: "domain" }] },
    });
    await up();
    expect(await identity()).toEqual(before);
    expect(await virsh("domiflist", name)).toBe(mac);
    expect(await stack.preview()).toEqual({ same: SIZE });
    await declare({ as: "domain", options: { aliases: [{ name: "renamed" }] } });
    await up();
    expect(await identity()).toEqual(before);
});

test("up --refresh fixes what somebody else changed", async () => {
    await virsh("desc", name, "--title", "--live", "--config", "--new-desc", "Somebody's");
    const { pid } = await identity();
    await declare({ fields: { title: "Mine" } });
    await up();
    await virsh("desc", name, "--title", "--live", "--config", "--new-desc", "Somebody's");
    await up("--refresh");
    expect(await virsh("desc", name, "--title")).toContain("Mine");
    expect((await identity()).pid).toBe(pid);
    expect(await stack.preview()).toEqual({ same: SIZE });
});

describe("an update that fails", () => {
    const absent = `${IMAGES}/${name}-absent.iso`;
    const withCd = (file: string | undefined) => ({ fields: { cdroms: { hdc: { file } } } });

    test("is an error, is shown by the next preview, and is undone when the program is reverted", async () => {
        await declare(withCd(undefined));
        await up();
        await declare(withCd(absent));
        expect(await fails()).toContain(absent);
        expect(await stack.preview()).toEqual({ same: SIZE - 1, update: 1 });
        await declare(withCd(undefined));
        await up();
        expect(await virsh("domstate", name)).toContain("running");
        expect(await virsh("dumpxml", name, "--inactive")).not.toContain(absent);
        expect(await stack.preview()).toEqual({ same: SIZE });
    });

    test("converges once its cause is fixed", async () => {
        const { pid } = await identity();
        await declare(withCd(absent));
        await fails();
        await writeFile(absent, Buffer.alloc(4096));
        await up();
        expect((await identity()).pid).toBe(pid);
        expect(await virsh("dumpxml", name)).toContain(absent);
        expect(await stack.preview()).toEqual({ same: SIZE });
        await declare({});
        await up();
        await rm(absent);
    });

    test("is cut off by customTimeouts with the reason, and the next run continues", async () => {
        const { pid } = await identity();
        const fields = { memoryMiB: 24, shutdownTimeoutSeconds: 60 };
        await declare({ fields, options: { customTimeouts: { update: "2s" } } });
        expect(await fails()).toContain(
            "The update took longer than 2 s. Check what the host is busy with, or raise customTimeouts.update. [took-too-long]",
        );
        expect((await identity()).pid).toBe(pid);
        expect(await stack.preview()).toEqual({ same: SIZE - 1, update: 1 });
        await declare({ fields: { memoryMiB: 24 } });
        await up();
        expect((await identity()).pid).not.toBe(pid);
        expect(await virsh("dumpxml", name)).toContain("<memory unit='KiB'>24576</memory>");
        expect(await stack.preview()).toEqual({ same: SIZE });
    });
});

test("protect keeps a guest that the program no longer names", async () => {
    await declare({ options: { protect: true } });
    await up();
    const before = await identity();
    await declare({ isThere: false });
    expect(await fails()).toContain("protect");
    expect(await identity()).toEqual(before);
    await declare({ options: { protect: false } });
    await up();
});

test("retainOnDelete leaves a guest running, and declaring it again adopts it", async () => {
    await declare({ options: { retainOnDelete: true } });
    await up();
    const before = await identity();
    await declare({ isThere: false });
    await up();
    expect(await identity()).toEqual(before);
    await declare({});
    await up();
    expect(await identity()).toEqual(before);
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("replaceOnChanges recreates the guest with its creation defaults", async () => {
    const before = await identity();
    await declare({ fields: { title: "Anew" }, options: { replaceOnChanges: ["title"] } });
    await up();
    const after = await identity();
    expect(after.uuid).toBe(before.uuid);
    expect(after.pid).not.toBe(before.pid);
    expect(await stack.preview()).toEqual({ same: SIZE });
});

test("never prints a secret", () => {
    expect(printed).toContain("restarts the guest");
    for (const value of Object.values(secrets)) expect(printed).not.toContain(value);
});
