import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { EVERY_KIND, SOCKET_FOLDER } from "../support/programs/everyKind";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const ROOT = resolve(__dirname, "../../..");
const STATES = join(ROOT, "test/fixtures/states");

/** The project's name in a fixture. */
const PROJECT = "xplab-fixture";

const config = { golden: join(STATES, "golden.qcow2"), xplab: join(ROOT, "dist") };

/** Creates everything, saves the state and destroys it. */
async function writeState(file: string, program: string): Promise<void> {
    await mkdir(SOCKET_FOLDER);
    await symlink("/run/libvirt/libvirt-sock", join(SOCKET_FOLDER, "socket"));
    const stack = await Stack.create({ project: "states", program, config });
    try {
        await stack.up();
        const state = await stack.succeed("stack", "export");
        const text = withoutPlaces(state).replaceAll(ROOT, "/xplab");
        await writeFile(file, text.replaceAll(stack.project, PROJECT));
    } finally {
        await stack.dispose();
        await rm(SOCKET_FOLDER, { recursive: true });
    }
}

/** The line positions of the program do not matter, and reveal the machine that created the state. */
function withoutPlaces(state: string): string {
    const places = ["sourcePosition", "stackTrace"];
    const without = (key: string, value: unknown) => (places.includes(key) ? undefined : value);
    return `${JSON.stringify(JSON.parse(state), without, 4)}\n`;
}

/**
 * The changes for a lab of an earlier release. At once: the cable of a guest with reach nothing is unplugged,
 * the other network's filter gets stricter, and both networks record their intent. With a restart: each guest's
 * log moves where libvirt does not read it.
 */
const STRICTER = [
    "libvirt:index:Domain",
    "libvirt:index:Domain",
    "libvirt:index:Domain",
    "libvirt:index:Network",
    "libvirt:index:Network",
    "libvirt:index:NetworkFilter",
];

async function changedTypes(stack: Stack): Promise<string[]> {
    // The part of the preview's own format that is needed here.
    const { steps } = JSON.parse(await stack.succeed("preview", "--json")) as {
        steps: { op: string; newState: { type: string } }[];
    };
    const changes = steps.filter(({ op }) => op !== "same");
    expect(changes.filter(({ op }) => op !== "update")).toEqual([]);
    return changes.map(({ newState }) => newState.type).sort();
}

// The socket in the states does not exist: any call to the daemon would fail.
test.each(Object.entries(EVERY_KIND))(
    "a state of %s previews only stricter networks and moved logs, without asking the daemon",
    async (made, program) => {
        const file = join(STATES, `${made}.json`);
        if (process.env["UPDATE_STATES"] === made) await writeState(file, program);
        const stack = await Stack.create({ project: "upgrade", program, config });
        const state = await readFile(file, "utf8");
        const ours = join(stack.folder, "state.json");
        await writeFile(ours, state.replaceAll(PROJECT, stack.project));
        await stack.succeed("stack", "import", "--file", ours);
        expect(await changedTypes(stack)).toEqual(STRICTER);
        await rm(stack.folder, { recursive: true });
    },
);
