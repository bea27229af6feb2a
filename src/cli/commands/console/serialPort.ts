import { consoleTaken } from "../../../errors";
import { isOperationFailed, type GuestConsole } from "../../../libvirt";
import type { Io } from "../../output/io";
import type { MachineOnHost } from "../../host/machineOnHost";
import { PlainText } from "../../output/plainText";

/** Ctrl-] and Ctrl-C, as a terminal in raw mode sends them. */
const ENDING_KEYS = [0x1d, 0x03];

/**
 * Undoes what a guest may have asked of a terminal (xterm's control sequences): a string without an end, another character set,
 * screen or way of pasting, a hidden cursor, reports of the mouse and of focus.
 */
const AS_BEFORE =
    "\u0018\u001b\\\u001b[!p\u001b[?1049l\u001b[?1000;1001;1002;1003;1004;1005;1006;1015;2004l\u001b[?25h\u001b[0m";

export interface SerialPortOptions {
    /** Takes the port from whoever reads it. */
    readonly force: boolean;
    /** Passes on what the guest writes as it is, for programs that draw. */
    readonly raw: boolean;
}

/** Shows what a guest writes to COM1, and gives it what is typed, until Ctrl-] or Ctrl-C. */
export async function showSerialPort(
    io: Io,
    { libvirt, machine: { machine, uuid } }: MachineOnHost,
    { force, raw }: SerialPortOptions,
): Promise<void> {
    const domain = await libvirt.call("domainLookupByUUID", { uuid });
    const port = await libvirt.openConsole(domain, { force }).catch((error: unknown) => {
        if (!isOperationFailed(error)) throw error;
        throw consoleTaken({ machine, reason: error.message }, { cause: error });
    });
    io.err.write(`COM1 of ${machine}; Ctrl-] ends.\n`);
    // Where the end fails, so does the loop, which tells it.
    const end = () => void port.close().catch(() => undefined);
    io.signal.addEventListener("abort", end);
    const restoreKeyboard = readKeyboard(port, end);
    const plain = new PlainText();
    try {
        for await (const chunk of port) io.out.write(raw ? chunk : plain.next(chunk));
    } finally {
        restoreKeyboard();
        if (raw && io.out.isTerminal) io.out.write(AS_BEFORE);
        io.signal.removeEventListener("abort", end);
    }
}

/** Each key goes to the guest at once; without a keyboard the port is shown only. */
function readKeyboard(port: GuestConsole, end: () => void): () => void {
    const { stdin } = process;
    if (!stdin.isTTY) return () => undefined;
    const send = (keys: Buffer) => {
        if (keys.some((key) => ENDING_KEYS.includes(key))) end();
        else port.write(keys).catch(end);
    };
    stdin.setRawMode(true).on("data", send).resume();
    return () => stdin.off("data", send).setRawMode(false).pause();
}
