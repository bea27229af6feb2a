import type { Io } from "./io";
import { paint } from "./paint";

const PATIENCE_SECONDS = 2;
const REMINDER_SECONDS = 10;
const WIPE_LINE = "\r\u001B[K";

/** Reports work that takes longer than two seconds on standard error: as a counting line on a terminal, else every ten seconds. */
export async function withProgress<T>(io: Io, title: string, work: () => Promise<T>): Promise<T> {
    const { err } = io;
    let seconds = 0;
    const tick = () => {
        seconds += 1;
        const text = paint(err, "dim", `${title} (${seconds} s)`);
        if (err.isTerminal && seconds >= PATIENCE_SECONDS) err.write(`${WIPE_LINE}${text}`);
        else if (seconds % REMINDER_SECONDS === PATIENCE_SECONDS) err.write(`${text}\n`);
    };
    const ticking = setInterval(tick, 1000);
    try {
        return await work();
    } finally {
        clearInterval(ticking);
        if (err.isTerminal && seconds >= PATIENCE_SECONDS) err.write(WIPE_LINE);
    }
}
