import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { virsh } from "../support/host/command";
import { emptyImage, idleLab } from "../support/programs/idleLab";
import { testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

type Machines = Readonly<Record<string, object>>;

/** Stack, provider, lab, golden image and its volume, two pools, network and filter in their component. */
const BESIDE_MACHINES = 10;
const OF_A_MACHINE = 3;

let folder: string;
let stack: Stack;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("former-")));
    await emptyImage(join(folder, "xp.qcow2"), 1);
    stack = await Stack.create({ project: "former", program: "" });
});

afterAll(async () => {
    await stack.dispose();
    await rm(folder, { recursive: true });
});

const declare = (machines: Machines) =>
    stack.setProgram(
        idleLab(
            `{ image: xp.volume, machines: ${JSON.stringify(machines)} }`,
            `const xp = new GoldenImage("${testName("xp")}", { source: "${join(folder, "xp.qcow2")}" }, options);`,
        ).replaceAll('"lab"', `"${testName("lab")}"`),
    );

async function up(machines: Machines): Promise<void> {
    await declare(machines);
    await stack.up();
}

/** What Windows and its data identify a machine by. */
async function traits(machine: string) {
    const name = `${testName("lab")}-dev-${machine}`;
    const [uuid, dump] = await Promise.all([virsh("domuuid", name), virsh("dumpxml", name)]);
    const found = (pattern: RegExp) => [...dump.matchAll(pattern)].map(([, value]) => value);
    return {
        uuid: uuid.trim(),
        macs: found(/<mac address='(.*?)'/g),
        serials: found(/<serial>(.*?)<\/serial>/g),
        slots: found(/<address type='pci'.*?(slot='.*?')/g),
        disk: found(/<source file='(.*?)'/g),
    };
}

const all = (...machines: readonly string[]) => Promise.all(machines.map(traits));

test("renamed machines restart under their new names and keep their identity", async () => {
    await up({ patient: { count: 2 }, lone: {} });
    const before = await all("patient-1", "patient-2", "lone");
    expect(before[0]?.disk[0]).toContain("-patient-1-disk-");
    await declare({
        sick: { count: 2, formerNames: ["patient"] },
        first: { formerNames: ["lone"] },
    });
    const text = await stack.succeed("preview");
    expect(text).toContain(
        `${testName("lab")}-sick-2-domain: title: at once, the guest keeps running; name, serials[0].logFile: restarts the guest`,
    );
    expect(await stack.preview()).toEqual({
        same: BESIDE_MACHINES + 3 * (OF_A_MACHINE - 1),
        update: 3,
    });
    await stack.up();
    expect(await all("sick-1", "sick-2", "first")).toEqual(before);
    expect(await virsh("list", "--all", "--name")).not.toMatch(/-dev-(patient|lone)/);
});

test("formerNames can be removed once every stack has been updated with them", async () => {
    await declare({ sick: { count: 2 }, first: {} });
    expect(await stack.preview()).toEqual({ same: BESIDE_MACHINES + 3 * OF_A_MACHINE });
});

test("adding and removing count keeps the first machine", async () => {
    const before = await all("sick-1", "first");
    await up({ sick: {}, first: { count: 2 } });
    expect(await all("sick", "first-1")).toEqual(before);
    await up({ sick: { count: 2 }, first: {} });
    expect(await all("sick-1", "first")).toEqual(before);
});

test("a new machine does not take over one that was created under its name", async () => {
    const before = await traits("first");
    await declare({ sick: { count: 2 }, first: {}, lone: {} });
    const errors = await stack.upErrors();
    expect(errors[`${testName("lab")}-lone-domain`]?.join()).toContain("[birth-name-taken]");
    expect(await traits("first")).toEqual(before);
    await up({ sick: { count: 2 }, first: {} });
});

test("a former name cannot be the name of a present machine", async () => {
    await declare({ sick: { count: 2 }, first: { formerNames: ["sick"] } });
    const { code, stdout } = await stack.run(["preview"]);
    expect(code).not.toBe(0);
    expect(stdout).toContain('machines.first.formerNames must not resolve to "sick"');
});
