import { existsSync } from "node:fs";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { run as runXplab } from "../../../src/cli/run";
import { recordingIo } from "../../cli/recordingIo";
import { testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(400_000);

const name = testName("lab");

/** A lab of the repository's own program, in which one machine has a clean state and one sets its own screen. */
const settings = (more: Readonly<Record<string, unknown>> = {}) => ({
    image: standInImage,
    machines: {
        xp: {
            memoryMiB: 128,
            cleanState: { readyWhen: { serialText: "XPLAB STAND-IN READY" } },
        },
        plain: { memoryMiB: 64, screen: "port" },
    },
    ...more,
});

let stack: Stack;

beforeAll(async () => {
    stack = await Stack.create({ project: "lab", config: settings() });
    await stack.up();
});

afterAll(() => stack.dispose());

async function screens(): Promise<Record<string, string>> {
    const domains = (await stack.resources()).filter(({ type }) => type === "libvirt:index:Domain");
    return Object.fromEntries(
        domains.map(({ urn, outputs = {} }) => [
            String(/-(\w+)-domain$/.exec(urn)?.[1]),
            String(outputs["screen"]),
        ]),
    );
}

async function xplab(...args: readonly string[]): Promise<string> {
    const io = recordingIo();
    expect(await runXplab(args, io)).toBe(0);
    return io.written.out;
}

const PORT = /^vnc:\/\/127\.0\.0\.1:59\d\d$/;
const SOCKET = new RegExp(
    `^vnc\\+unix:///var/lib/libvirt/qemu/domain-\\d+-${`${name}-dev-xp`.slice(0, 20)}/vnc\\.sock$`,
);

test("screens are on ports by default", async () => {
    const { xp, plain } = await screens();
    expect(xp).toMatch(PORT);
    expect(plain).toMatch(PORT);
});

test("screen: socket restarts the machines that inherit it, as preview says", async () => {
    const before = await screens();
    await stack.configure(settings({ screen: "socket" }));
    const preview = await stack.succeed("preview");
    expect(preview).toContain("xp-domain: graphics.listen, graphics.socket: restarts the guest");
    expect(preview).not.toContain("plain-domain: ");
    await stack.up();
    const { xp = "", plain } = await screens();
    expect(xp).toMatch(SOCKET);
    expect(plain).toBe(before["plain"]);
    expect(existsSync(xp.replace("vnc+unix://", ""))).toBe(true);
    await stack.refresh();
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test("a reset restores the machine with its screen on a socket, and its password", async () => {
    const password = await xplab("console", `${name}-dev-xp`, "--password");
    await xplab("reset", `${name}-dev-xp`);
    await stack.refresh();
    const { xp = "" } = await screens();
    expect(xp).toMatch(SOCKET);
    expect(existsSync(xp.replace("vnc+unix://", ""))).toBe(true);
    expect(await xplab("console", `${name}-dev-xp`, "--password")).toBe(password);
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});
