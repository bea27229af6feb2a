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

/** Makes everything for a moment, and keeps the state of it. */
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

/** Where the program's lines stood is of no matter, and tells of the machine that made the state. */
function withoutPlaces(state: string): string {
    const places = ["sourcePosition", "stackTrace"];
    const without = (key: string, value: unknown) => (places.includes(key) ? undefined : value);
    return `${JSON.stringify(JSON.parse(state), without, 4)}\n`;
}

/**
 * What a lab of theirs gets: at once, the cable of a guest with reach nothing is out, the other network's filter is
 * stricter, and beside both networks stands what is meant by them; with a restart, each guest's log is where libvirt does
 * not look.
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
    // Of the preview's own form, what is asked for here.
    const { steps } = JSON.parse(await stack.succeed("preview", "--json")) as {
        steps: { op: string; newState: { type: string } }[];
    };
    const changes = steps.filter(({ op }) => op !== "same");
    expect(changes.filter(({ op }) => op !== "update")).toEqual([]);
    return changes.map(({ newState }) => newState.type).sort();
}

// The socket that the states name is not there: whatever needed the daemon would fail.
test.each(Object.entries(EVERY_KIND))(
    "nothing but stricter networks and other places of logs are to be had for what %s made, and no daemon is asked",
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
