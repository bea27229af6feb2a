import { virsh } from "../support/host/command";
import { testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const SOCKET = "/var/run/libvirt/libvirt-sock";
const domain = (name: string, options: string) => `
new libvirt.Domain("domain", {
    name: "${name}", accelerator: "tcg", memoryMiB: 16, powerState: "off",
}, ${options});`;

const state = async (name: string) => (await virsh("domstate", name)).trim();

test("a provider in the program reaches the host in its uri", async () => {
    const name = testName("explicit");
    const stack = await Stack.create({
        project: "explicit",
        program: `
            const provider = new libvirt.Provider("here", { uri: "qemu+unix:///system?socket=${SOCKET}" });
            ${domain(name, "{ provider }")}`,
        // The program takes precedence.
        config: { "libvirt:uri": "qemu:///system?socket=/nonexistent" },
    });
    await stack.up();
    expect(await state(name)).toBe("shut off");
    expect(await stack.preview()).toEqual({ same: 3 });
    await stack.dispose();
});

describe("a provider that only stack configuration describes", () => {
    const name = testName("default");
    const uri = `qemu:///system?socket=${SOCKET}`;
    const failed = (property: string, value: string) =>
        `pulumi:providers:libvirt resource 'default_1_0_0': property ${property} value {${value}} has a problem: `;
    let stack: Stack;

    beforeAll(async () => {
        const config = { "libvirt:uri": uri };
        stack = await Stack.create({
            project: "default",
            program: domain(name, "{}"),
            config,
            hasOwnProcess: true,
        });
        await stack.up();
    });

    afterAll(async () => {
        await stack.configure({ "libvirt:uri": uri });
        await stack.dispose();
    });

    test("creates what the program declares", async () => {
        expect(await state(name)).toBe("shut off");
        expect(await stack.preview()).toEqual({ same: 2 });
    });

    test("may use another path to the same host", async () => {
        await stack.configure({ "libvirt:uri": "qemu:///system" });
        await stack.up();
        expect(await stack.preview()).toEqual({ same: 2 });
    });

    test("refuses another host, because everything would be orphaned", async () => {
        await stack.configure({ "libvirt:uri": "test:///default" });
        expect(await stack.upErrors()).toEqual({
            default_1_0_0: [
                failed("uri", "test:///default") +
                    'must reach the same host and driver as "qemu:///system": the objects there would be orphaned. ' +
                    "Destroy the stack first, or use another stack for the other host [other-host]",
            ],
        });
        expect(await state(name)).toBe("shut off");
    });

    test("refuses an unknown key", async () => {
        await stack.configure({ "libvirt:uir": uri });
        expect(await stack.upErrors()).toEqual({
            default_1_0_0: [
                `${failed("uir", uri)}is not a known property; did you mean uri? [unknown-key]`,
            ],
        });
    });
});
