import { readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { bomb } from "../../provider/imageImport/bomb";
import { output } from "../support/host/command";
import type { ChangingCall } from "../support/faults/daemonProxy";
import { FaultBench, threeMachinesOnHost } from "../support/faults/faultBench";
import { until } from "../support/host/until";
import { isAlive } from "../support/host/processes";
import { VOLUME, type Stack } from "../support/stack/stack";
import { runWithKill } from "../support/faults/runWithKill";
import { THREE_MACHINES_SIZE } from "../support/programs/threeMachines";

jest.setTimeout(300_000);

const NOTHING = { more: [], less: [] };

let bench: FaultBench;
let stack: Stack;

/** Shared by all tests: each removes what it created, and checks that nothing is left. */
beforeAll(async () => {
    bench = await FaultBench.open("faults");
    stack = await bench.stack("lab");
});

beforeEach(() => stack.setProgram(bench.program(stack)));

/** Leftovers of a failed test must not fail the next one. */
afterEach(async () => {
    if ((await stack.resources()).length > 0) await stack.destroy();
});

afterAll(async () => {
    await stack.dispose();
    await bench.close();
});

const domain = (machine: string) => `${stack.project}-${machine}`;

async function expectComplete(): Promise<void> {
    expect(await stack.preview()).toEqual({ same: THREE_MACHINES_SIZE });
    expect(await bench.declared()).toEqual({ more: threeMachinesOnHost(stack), less: [] });
}

async function expectNothingLeft(): Promise<void> {
    await stack.destroy();
    expect(await bench.everything()).toEqual(NOTHING);
}

const stateOf = async (machine: string) =>
    (await bench.daemon.virsh("domstate", domain(machine), "--reason")).trim();

describe("destroy leaves nothing of", () => {
    test("a paused, a crashed and a hung domain", async () => {
        await stack.up();
        await bench.daemon.virsh("suspend", domain("a"));
        const { pid } = bench.daemon.emulatorOf(domain("b"));
        process.kill(pid, "SIGKILL");
        process.kill(bench.daemon.emulatorOf(domain("c")).pid, "SIGSTOP");
        await until("the end of the guest", () => !isAlive(pid));
        await until("the crash", async () => (await stateOf("b")) === "shut off (crashed)");
        expect(await stateOf("a")).toBe("paused (user)");
        await expectNothingLeft();
    });

    test("domains with a snapshot on their disk, one with only metadata, and one with saved memory", async () => {
        await stack.up();
        const { virsh } = bench.daemon;
        for (const machine of ["a", "b"]) await virsh("destroy", domain(machine));
        await virsh("snapshot-create-as", domain("a"), "inside");
        const xml = join(bench.daemon.folder, "snapshot.xml");
        await writeFile(xml, await virsh("snapshot-dumpxml", domain("a"), "inside"));
        const snapshot = (await readFile(xml, "utf8")).replaceAll(domain("a"), domain("b"));
        const ids = await Promise.all(
            ["a", "b"].map(async (one) => (await virsh("domuuid", domain(one))).trim()),
        );
        await writeFile(xml, snapshot.replaceAll(ids[0] ?? "", ids[1] ?? ""));
        await virsh("snapshot-create", domain("b"), xml, "--redefine");
        await rm(xml);
        await virsh("managedsave", domain("c"));
        expect(await virsh("snapshot-list", domain("a"), "--name")).toContain("inside");
        expect(await virsh("snapshot-list", domain("b"), "--name")).toContain("inside");
        expect(await virsh("list", "--all", "--with-managed-save", "--name")).toContain(
            domain("c"),
        );
        await expectNothingLeft();
    });
});

describe("a volume", () => {
    test("whose file was removed is gone after a refresh, and created again", async () => {
        await stack.up();
        await bench.daemon.virsh("destroy", domain("a"));
        await rm(await stack.pathOf("a"));
        await stack.refresh();
        expect(await stack.find("a", VOLUME)).toBeUndefined();
        await stack.up();
        await expectComplete();
        await expectNothingLeft();
    });

    test("whose file was removed does not stop a destroy", async () => {
        await stack.up();
        await rm(await stack.pathOf("a"));
        await expectNothingLeft();
    });

    test("whose file was replaced by another image is deleted", async () => {
        await stack.up();
        await bench.daemon.virsh("destroy", domain("a"));
        const path = await stack.pathOf("a");
        await rm(path);
        await output("qemu-img", ["create", "-f", "qcow2", path, "7M"]);
        await stack.refresh();
        await expectNothingLeft();
    });

    test("whose file was replaced by something that is not an image is deleted", async () => {
        await stack.up();
        await writeFile(await stack.pathOf("a"), "no image");
        await truncate(await stack.pathOf("b"), 10);
        await expectNothingLeft();
    });

    test("whose image was replaced by another of the same size is reported, and uploaded again", async () => {
        await stack.setProgram(imageIn(join(bench.daemon.folder, stack.project)));
        await stack.up();
        await stack.refresh("--expect-no-changes");
        const path = await stack.pathOf("image");
        await output("sh", ["-ec", 'printf other | dd of="$1" conv=notrunc', "sh", path]);
        await output("touch", ["--date", "2026-01-02T03:04:05Z", path]);
        await stack.refresh();
        expect((await stack.resource("libvirt:index:Volume")).outputs?.["source"]).toMatchObject({
            sha256: "changed on the host: 1048576 bytes, written at 2026-01-02T03:04:05.000Z",
        });
        await stack.up();
        expect(await readFile(await stack.pathOf("image"))).toEqual(await readFile(bench.image));
        await stack.refresh("--expect-no-changes");
        expect(await stack.preview()).toEqual({ same: 4 });
        await expectNothingLeft();
    });
});

describe("a full disk", () => {
    /** The image has 1 MiB, and the import of a raw image keeps upload and copy side by side for a while. */
    const CASES = [
        ["upload", 0.5],
        ["copy", 1.5],
    ] as const;
    const NEEDED_BYTES = 2 ** 21;
    const BOMB_BYTES = 2 ** 36;

    test.each(CASES)(
        "during the %s is reported and rolled back, and up succeeds once there is room",
        async (_step, sizeMiB) => {
            const { command } = bench.daemon;
            const { mount, pool } = await smallDisk(sizeMiB * 1024);
            await stack.setProgram(imageIn(pool));
            const { image = [] } = await stack.upErrors();
            const free = /has (\d+) bytes free/.exec(image[0] ?? "")?.[1];
            expect(Number(free)).toBeLessThanOrEqual(sizeMiB * 2 ** 20);
            expect(image).toEqual([
                `Pool "${stack.project}" has ${free ?? ""} bytes free, but ${NEEDED_BYTES} are needed: the host holds the image twice while it copies it. Make room on the host, or set pool to one with enough space. [no-space-in-pool]`,
            ]);
            expect(await command("ls", pool)).toBe("");
            await command("mount", "-o", "remount,size=16m", mount);
            await stack.up();
            expect(await stack.preview()).toEqual({ same: 4 });
            await stack.destroy();
            await command("umount", mount);
            await command("rmdir", mount);
            expect(await bench.everything()).toEqual(NOTHING);
        },
    );

    test("is reported before anything is stored, when an unpacked image would fill it", async () => {
        const { mount, pool } = await smallDisk(64 * 1024);
        const file = join(bench.daemon.folder, "bomb.qcow2");
        await writeFile(file, bomb(BOMB_BYTES));
        await stack.setProgram(imageIn(pool, `source: { file: "${file}" }`));
        const { image: [message = ""] = [] } = await stack.upErrors();
        expect(message).toContain(`bytes free, but ${2 * BOMB_BYTES} are needed: `);
        expect(await bench.daemon.command("ls", pool)).toBe("");
        await stack.destroy();
        await bench.daemon.command("umount", mount);
        await bench.daemon.command("rmdir", mount);
        await rm(file);
    });

    test("under an empty volume is reported, and up succeeds once there is room", async () => {
        const { mount, pool } = await smallDisk(4);
        await stack.setProgram(imageIn(pool, "capacityBytes: 1048576"));
        const { image = [] } = await stack.upErrors();
        const [, name = "", free = ""] =
            /"(\S+)".* has (\d+) bytes free/.exec(image[0] ?? "") ?? [];
        expect(name).toMatch(new RegExp(`^${stack.project}/image-[0-9a-f]{8}$`));
        expect(image).toEqual([
            `Volume "${name}" could not be written: pool "${stack.project}" has ${free} bytes free. ` +
                "Make room on the host, or set pool to one with enough space. [pool-full]",
        ]);
        await bench.daemon.command("mount", "-o", "remount,size=16m", mount);
        await stack.up();
        expect(await stack.preview()).toEqual({ same: 4 });
        await stack.destroy();
        await bench.daemon.command("umount", mount);
        await bench.daemon.command("rmdir", mount);
    });

    /** Creates a disk for a pool. */
    async function smallDisk(sizeKiB: number) {
        const { command, folder } = bench.daemon;
        const mount = join(folder, "small");
        await command("mkdir", mount);
        await command("mount", "-t", "tmpfs", "-o", `size=${sizeKiB}k`, "small", mount);
        return { mount, pool: `${mount}/pool` };
    }
});

/** A program with a pool and a volume in it. */
const imageIn = (
    path: string,
    fields = `format: "raw", source: { file: "${bench.image}" }, accept: "${BEYOND}"`,
) => `
    const options = { provider: new libvirt.Provider("libvirt", { uri: "${bench.uri}" }) };
    const pool = new libvirt.Pool("pool", { name: "${stack.project}", path: "${path}" }, options);
    new libvirt.Volume("image", { pool: pool.name, ${fields} }, options);`;

test("up waits for a daemon that is silent for a while, and creates nothing twice", async () => {
    bench.proxy.watcher = ({ label, side }) => {
        if (side === "before" && label.startsWith("domainCreateWithFlags")) {
            bench.proxy.watcher = () => true;
            bench.daemon.pause();
            setTimeout(bench.daemon.goOn, SILENCE_MILLISECONDS);
        }
        return true;
    };
    await stack.up();
    await expectComplete();
    await expectNothingLeft();
});

const SILENCE_MILLISECONDS = 3000;

test("the next up finishes one whose daemon was restarted midway", async () => {
    bench.proxy.watcher = async ({ label, side }) => {
        if (side === "before" && label.startsWith("domainCreateWithFlags")) {
            bench.proxy.watcher = () => true;
            await bench.daemon.restart();
        }
        return true;
    };
    // Whether it succeeds depends on when each call notices.
    await stack.run(["up", "--yes", "--skip-preview"]);
    await stack.up();
    await expectComplete();
    await expectNothingLeft();
});

/** The provider does not know whether the call succeeded, and the state does not record the object. */
test.each([
    "storagePoolDefineXML",
    "nwfilterDefineXMLFlags",
    "storageVolCreateXML image.part",
    "storageVolCreateXMLFrom image",
    "storageVolCreateXML a",
])("rolls back when the daemon dies after %s, before it answers", async (call) => {
    const isMoment = ({ label, side }: ChangingCall) => side === "after" && label.startsWith(call);
    const args = ["up", "--parallel", "1"];
    expect(await runWithKill(bench, stack, args, { victim: "daemon", isMoment })).toBeDefined();
    await expectNothingLeft();
});
