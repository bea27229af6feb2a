import { setTimeout as sleep } from "node:timers/promises";

const LIMIT_MILLISECONDS = 120_000;

/** Waits until a question is answered with a value; the machine may be slow, so it waits long. */
export async function until<T>(
    what: string,
    ask: () => T | undefined | false | Promise<T | undefined | false>,
    { limitMs = LIMIT_MILLISECONDS, everyMs = 100 } = {},
): Promise<T> {
    for (const end = Date.now() + limitMs; Date.now() < end; await sleep(everyMs)) {
        const answer = await ask();
        if (answer !== undefined && answer !== false) return answer;
    }
    throw new Error(`After ${limitMs} ms there was still not ${what}.`);
}
