import { setTimeout as sleep } from "node:timers/promises";

const LIMIT_MILLISECONDS = 120_000;
const [FIRST_PAUSE_MILLISECONDS, LONGEST_PAUSE_MILLISECONDS] = [50, 300];

/**
 * Waits until a question is answered with a value; the machine may be slow, so it waits long.
 *
 * @param everyMs Time between two questions. Default: more and more, as most of them run a program.
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
    throw new Error(`After ${limitMs} ms there was still not ${what}.`);
}
