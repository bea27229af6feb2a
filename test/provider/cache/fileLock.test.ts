import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withFileLock } from "../../../src/provider/cache/fileLock";
import { startHolder } from "./lockHolder";

let folder: string;
let lock: string;
let journal: string;
let path: string | undefined;
const started: ReturnType<typeof startHolder>[] = [];

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-"));
    lock = join(folder, "xp.lock");
    journal = join(folder, "journal");
    path = process.env["PATH"];
});

afterEach(async () => {
    process.env["PATH"] = path;
    for (const holder of started.splice(0)) {
        holder.kill("SIGKILL");
        await holder.ended();
    }
    rmSync(folder, { recursive: true });
});

const { signal } = new AbortController();
const never = () => undefined;
const done = () => Promise.resolve("done");

function start(turns?: number) {
    const holder = startHolder(lock, journal, turns);
    started.push(holder);
    return holder;
}

const entries = () => readFileSync(journal, "utf8").trim().split("\n");

/** As if nobody had touched the lock for an hour. */
const age = () => utimesSync(lock, new Date(), new Date(Date.now() - 3_600_000));

test("lets one use of this process in at a time", async () => {
    const order: string[] = [];
    const use = (name: string) => async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push(`${name} ends`);
    };
    await Promise.all(["a", "b"].map((name) => withFileLock(lock, signal, never, use(name))));
    const [first = ""] = order.map((line) => line.charAt(0));
    const second = first === "a" ? "b" : "a";
    expect(order).toEqual([first, second].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("lets one of several contending processes in at a time", async () => {
    const holders = Array.from({ length: 4 }, () => start(20));
    await Promise.race(holders.map((holder) => holder.says("holds")));
    age();
    for (const holder of holders) holder.release();
    expect(await Promise.all(holders.map((holder) => holder.ended()))).toEqual([0, 0, 0, 0]);
    const seen = entries();
    expect(seen).toHaveLength(4 * 20 * 2);
    const turns = seen.flatMap((entry, at) => (at % 2 === 0 ? [[entry, seen[at + 1]]] : []));
    expect(turns).toEqual(turns.map(([begin = ""]) => [begin, begin.replace("begins", "ends")]));
});

test("passes from a killed process to exactly one of those that wait", async () => {
    const killed = start();
    await killed.says("holds");
    const waiters = [start(), start()];
    await Promise.all(waiters.map((waiter) => waiter.says("waits")));
    killed.kill("SIGKILL");
    expect(await killed.ended()).toBeNull();
    await Promise.race(waiters.map((waiter) => waiter.says("holds")));
    for (const waiter of waiters) waiter.release();
    expect(await Promise.all(waiters.map((waiter) => waiter.ended()))).toEqual([0, 0]);
    const [, first, second, third, fourth] = entries();
    expect([second, fourth]).toEqual(
        [first, third].map((entry) => entry?.replace("begins", "ends")),
    );
});

test("stays with a process that is alive but stopped for long", async () => {
    const stopped = start();
    await stopped.says("holds");
    stopped.kill("SIGSTOP");
    age();
    const waiter = start();
    await waiter.says("waits");
    stopped.release();
    waiter.release();
    stopped.kill("SIGCONT");
    await Promise.all([stopped.ended(), waiter.ended()]);
    expect(entries()).toEqual(
        [stopped, waiter].flatMap(({ pid }) => [`${pid} begins`, `${pid} ends`]),
    );
});

test("is no longer waited for once the signal fires", async () => {
    const holder = start();
    await holder.says("holds");
    const stop = new AbortController();
    const waits = withFileLock(lock, stop.signal, () => stop.abort(new Error("stopped")), done);
    await expect(waits).rejects.toThrow("stopped");
    holder.release();
    expect(await holder.ended()).toBe(0);
    expect(await withFileLock(lock, signal, never, done)).toBe("done");
});

test("keeps the file, which nobody holds then", async () => {
    await withFileLock(lock, signal, never, done);
    expect(existsSync(lock)).toBe(true);
    const onWait = jest.fn();
    expect(await withFileLock(lock, signal, onWait, done)).toBe("done");
    expect(onWait).not.toHaveBeenCalled();
});

test("is released when its use fails", async () => {
    const fails = () => Promise.reject(new Error("no image"));
    await expect(withFileLock(lock, signal, never, fails)).rejects.toThrow("no image");
    expect(await withFileLock(lock, signal, never, done)).toBe("done");
});

test("says what to install where flock is missing", async () => {
    process.env["PATH"] = folder;
    await expect(withFileLock(lock, signal, never, done)).rejects.toMatchObject({
        message:
            `The file "${lock}" cannot be locked: flock is not installed. ` +
            'Install flock with "apt install util-linux" or "dnf install util-linux", or set XDG_CACHE_HOME to a folder on a disk that supports locks. [locking-failed]',
    });
});
