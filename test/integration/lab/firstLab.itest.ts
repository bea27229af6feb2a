import { standInImage } from "../../../tools/lab/standIn.mjs";
import { inventory } from "../support/host/inventory";
import { testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const PASSWORD = "retro-xp";

let before: string[];
let stack: Stack;

beforeAll(async () => {
    before = await inventory();
    stack = await Stack.create({
        project: "first",
        example: "first-lab",
        stack: testName("first"),
        config: { image: standInImage, screenPassword: PASSWORD },
    });
});

afterAll(() => stack.dispose());

interface Machine {
    readonly domain: string;
    readonly state: string;
    readonly reach: string;
}

test("creates two kinds of machines on one network", async () => {
    await stack.up();
    const text = await stack.succeed("stack", "output", "machines", "--json");
    const machines = JSON.parse(text) as Record<string, Machine>; // What the program exports.
    const exported = Object.entries(machines).map(([name, { domain, state, reach }]) => [
        name,
        { domain, state, reach },
    ]);
    const expected = ["patient-1", "patient-2", "analyst"].map((name) => [
        name,
        { domain: `lab-${testName("first")}-${name}`, state: "running", reach: "guests" },
    ]);
    expect(Object.fromEntries(exported)).toEqual(Object.fromEntries(expected));
});

test("a preview then shows no changes, before and after a refresh", async () => {
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
    await stack.refresh();
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test("destroy leaves nothing behind", async () => {
    await stack.destroy();
    expect(await inventory()).toEqual(before);
});
