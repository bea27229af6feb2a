import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inventory } from "./support/inventory";
import { IMAGES, testName } from "./support/names";
import { until } from "./support/poll";
import { kill } from "./support/processes";
import { SMALL_LAB_SIZE, smallLab } from "./support/smallLab";
import { Stack } from "./support/stack";

jest.setTimeout(300_000);

type Victim = "provider" | "command line";

/** Moments of an up, each told by a file that appears then. */
const MOMENTS = ["pool", "upload", "network", "disk", "domain"] as const;
type Moment = (typeof MOMENTS)[number];

/** Large enough for its upload to be under way when it is seen. */
const IMAGE_BYTES = 24 * 1024 * 1024;

let folder: string;
let image: string;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("killed-")));
    image = join(folder, "image.raw");
    await writeFile(image, Buffer.alloc(IMAGE_BYTES, "xplab"));
});

afterAll(() => rm(folder, { recursive: true }));

/** Only the moment of the domain needs one that runs. */
async function smallStack(victim: string, moment: Moment): Promise<Stack> {
    const project = `${victim}-${moment}`;
    const powerState = moment === "domain" ? "running" : "off";
    const program = smallLab({ name: testName(project), image, powerState });
    return Stack.create({ project, program });
}

async function hasCome(name: string, moment: Moment): Promise<boolean> {
    const isThere = {
        pool: `/etc/libvirt/storage/${name}.xml`,
        network: `/etc/libvirt/qemu/networks/${name}.xml`,
        domain: `/etc/libvirt/qemu/${name}.xml`,
    };
    if (moment !== "upload" && moment !== "disk") return existsSync(isThere[moment]);
    const files = await readdir(join(IMAGES, name)).catch(() => []);
    const sign = moment === "upload" ? /^image-.*\.part$/ : /^disk-/;
    return files.some((file) => sign.test(file));
}

/** An up that is cut short. */
async function killedUp(stack: Stack, victim: Victim, moment: Moment): Promise<void> {
    let cli = 0;
    const up = stack.run(["up", "--yes", "--skip-preview"], { onStart: (pid) => (cli = pid) });
    await until(moment, () => hasCome(stack.project, moment), { everyMs: 1 });
    if (victim === "provider") kill(stack.processes("pulumi-resource-libvirt"));
    else process.kill(cli, "SIGKILL");
    const { code } = await up;
    expect(code).not.toBe(0);
    const isGone = () => stack.processes("pulumi-resource-libvirt").length === 0;
    await until("the end of the provider", isGone, { limitMs: 20_000 });
    stack.endLanguageHosts();
}

/** What there is on the host of a stack. */
const traces = async ({ project }: Stack) =>
    (await inventory()).filter((line) => line.includes(project));

const ONE_OF_EACH = { domains: 1, networks: 1, pools: 1, files: ["disk", "image"] };

async function objects({ project }: Stack): Promise<Record<string, unknown>> {
    const lines = await inventory();
    const named = (kind: string) =>
        lines.filter(
            (line) => line.startsWith(`${kind} `) && line.includes(`<name>${project}</name>`),
        ).length;
    const files = await readdir(join(IMAGES, project));
    return {
        domains: named("domain"),
        networks: named("network"),
        pools: named("pool"),
        files: files.map((file) => file.replace(/-[0-9a-f]+$/, "")).sort(),
    };
}

/** What npm run down does. */
async function takeDown(stack: Stack): Promise<void> {
    await stack.refresh("--clear-pending-creates");
    await stack.dispose();
    expect(await traces(stack)).toEqual([]);
}

async function expectOneOfEach(stack: Stack): Promise<void> {
    expect(await stack.preview()).toEqual({ same: SMALL_LAB_SIZE });
    expect(await objects(stack)).toEqual(ONE_OF_EACH);
}

test("provider killed at each moment in turn: the next up goes on, and the last has nothing twice", async () => {
    const stack = await smallStack("provider", "domain");
    for (const moment of MOMENTS) await killedUp(stack, "provider", moment);
    await stack.up();
    await expectOneOfEach(stack);
    await stack.dispose();
    expect(await traces(stack)).toEqual([]);
});

test.each(MOMENTS)(
    "command line killed at the %s: cancel and up finish it, nothing twice; down leaves nothing",
    async (moment) => {
        const stack = await smallStack("cli", moment);
        await killedUp(stack, "command line", moment);
        await stack.succeed("cancel", "--yes");
        await stack.up();
        await expectOneOfEach(stack);
        await takeDown(stack);
    },
);

test("command line killed: the provider takes back the upload in hand", async () => {
    const stack = await smallStack("undo", "upload");
    await killedUp(stack, "command line", "upload");
    expect(await readdir(join(IMAGES, stack.project))).toEqual([]);
    await stack.succeed("cancel", "--yes");
    await takeDown(stack);
});
