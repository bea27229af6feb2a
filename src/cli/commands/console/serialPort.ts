import { consoleTaken } from "../../../errors";
import { isOperationFailed, type GuestConsole } from "../../../libvirt";
import type { Io } from "../../output/io";
import type { MachineOnHost } from "../../host/machineOnHost";
import { PlainText } from "../../output/plainText";

/** Ctrl-] and Ctrl-C, as sent by a terminal in raw mode. */
const ENDING_KEYS = [0x1d, 0x03];

/**
 * Resets what a guest may have changed on a terminal (xterm's control sequences): an unterminated string, the character
 * set, the screen buffer, the paste mode, the cursor, reports of mouse and focus.
 */
const RESET_TERMINAL =
    "\u0018\u001b\\\u001b[!p\u001b[?1049l\u001b[?1000;1001;1002;1003;1004;1005;1006;1015;2004l\u001b[?25h\u001b[0m";

export interface SerialPortOptions {
    /** Disconnects another reader of the port. */
    readonly force: boolean;
    /** Keeps the guest's control sequences, for programs that draw. */
    readonly raw: boolean;
}

/** Shows a guest's output on COM1 and sends it what is typed, until Ctrl-] or Ctrl-C. */
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
    io.err.write(`COM1 of ${machine}; press Ctrl-] to end.\n`);
    // If closing fails, so does the loop below, which reports it.
    const end = () => void port.close().catch(() => undefined);
    io.signal.addEventListener("abort", end);
    const restoreKeyboard = readKeyboard(port, end);
    const plain = new PlainText();
    try {
        for await (const chunk of port) io.out.write(raw ? chunk : plain.next(chunk));
    } finally {
        restoreKeyboard();
        if (raw && io.out.isTerminal) io.out.write(RESET_TERMINAL);
        io.signal.removeEventListener("abort", end);
    }
}

/** Sends each key to the guest immediately. Without a terminal as input the port is only shown. */
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
