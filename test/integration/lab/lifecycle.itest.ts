import { inventory } from "../support/host/inventory";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const config = { machines: { xp: { memoryMiB: 96 } } };
let stack: Stack;
let before: string[];

beforeAll(async () => {
    before = await inventory();
    stack = await Stack.create({ project: "life", config, hasOwnProcess: true });
});

afterAll(() => stack.dispose());

test("the first preview changes nothing on the host", async () => {
    expect(await stack.preview()).toEqual({ create: 12 });
    expect(await inventory()).toEqual(before);
});

test("a preview works while the daemon is down", async () => {
    await stack.configure({ ...config, "libvirt:uri": "qemu:///system?socket=/nonexistent" });
    expect(await stack.preview()).toEqual({ create: 12 });
    await stack.configure(config);
});

test("after up, a preview shows no changes, before and after a refresh", async () => {
    await stack.up();
    expect(await stack.preview()).toEqual({ same: 12 });
    await stack.refresh();
    expect(await stack.preview()).toEqual({ same: 12 });
});

test("destroy leaves nothing behind", async () => {
    await stack.destroy();
    expect(await inventory()).toEqual(before);
});
