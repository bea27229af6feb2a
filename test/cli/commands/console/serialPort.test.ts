import { showSerialPort } from "../../../../src/cli/commands/console/serialPort";
import type { Libvirt } from "../../../../src/libvirt";
import { libvirtError } from "../../../provider/fakeLibvirt";
import { recordingIo } from "../../recordingIo";
import { someMachine } from "../../someMachine";

/** A libvirt whose domain has this console. */
const withConsole = (openConsole: () => Promise<unknown>) =>
    ({ call: () => Promise.resolve({}), openConsole }) as unknown as Libvirt; // all that is used of it

const there = (libvirt: Libvirt) => ({ libvirt, machine: someMachine(), uri: "qemu:///system" });

const AS_USUAL = { force: false, raw: false };

describe("a guest that controls the terminal", () => {
    const TITLE = "\u001b]0;owned\u0007\u001b[?1003h";
    const shown = async (raw: boolean, isTerminal: boolean) => {
        const port = (async function* () {
            yield Buffer.from(`a${TITLE}b`);
        })();
        const io = recordingIo({ isTerminal });
        const libvirt = withConsole(() => Promise.resolve(port));
        await showSerialPort(io, there(libvirt), { force: false, raw });
        return io.written.out;
    };

    test("is shown as text", async () => {
        expect(await shown(false, true)).toBe("ab");
    });

    test("gets through when the user asks for that, and the terminal is as before at the end", async () => {
        expect(await shown(true, false)).toBe(`a${TITLE}b`);
        const written = await shown(true, true);
        expect(written.startsWith(`a${TITLE}b\u0018`)).toBe(true);
        expect(written).toMatch(/\[\?[\d;]*1003[\d;]*l/);
        expect(written).toContain("\u001b[?25h");
    });
});

test("shows what the guest writes until its port is closed", async () => {
    const port = (async function* () {
        yield Buffer.from("ready ");
        yield Buffer.from("10.64.0.2\r\n");
    })();
    const io = recordingIo();
    await showSerialPort(io, there(withConsole(() => Promise.resolve(port))), AS_USUAL);
    expect(io.written).toEqual({
        out: "ready 10.64.0.2\r\n",
        err: "COM1 of patient-1; Ctrl-] ends.\n",
    });
});

test("an interruption closes the port", async () => {
    const interrupted = new AbortController();
    const io = recordingIo({ signal: interrupted.signal });
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const port = {
        close: async () => close(),
        async *[Symbol.asyncIterator]() {
            yield Buffer.from("hello");
            interrupted.abort();
            await closed;
        },
    };
    await showSerialPort(io, there(withConsole(() => Promise.resolve(port))), AS_USUAL);
    expect(io.written.out).toBe("hello");
});

test("a port that somebody else reads is told", async () => {
    const busy = libvirtError("operationFailed", "Active console session exists for this domain");
    const libvirt = withConsole(() => Promise.reject(busy));
    await expect(showSerialPort(recordingIo(), there(libvirt), AS_USUAL)).rejects.toMatchObject({
        message:
            'The console of "patient-1" cannot be opened: Active console session exists for this domain. ' +
            "End the other client, or take over the console with --force. A console has one client at a time. [console-taken]",
    });
});
