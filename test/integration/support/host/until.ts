import { setTimeout as sleep } from "node:timers/promises";

const LIMIT_MILLISECONDS = 120_000;
const [FIRST_PAUSE_MILLISECONDS, LONGEST_PAUSE_MILLISECONDS] = [50, 300];

/**
 * Polls until there is a value. The time limit is long because the machine may be slow.
 *
 * @param everyMs Time between two polls. Default: increasing, as most polls run a program.
 */
export async function until<T>(
    what: string,
    ask: () => T | undefined | false | Promise<T | undefined | false>,
    { limitMs = LIMIT_MILLISECONDS, everyMs }: { limitMs?: number; everyMs?: number } = {},
): Promise<T> {
    let pause = FIRST_PAUSE_MILLISECONDS;
    for (const end = Date.now() + limitMs; Date.now() < end; await sleep(everyMs ?? pause)) {
        const answer = await ask();
        if (answer !== undefined && answer !== false) return answer;
        pause = Math.min(1.3 * pause, LONGEST_PAUSE_MILLISECONDS);
    }
    throw new Error(`Timed out after ${limitMs} ms: ${what}.`);
}
