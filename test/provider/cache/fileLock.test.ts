import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { withFileLock } from "../../../src/provider/cache/fileLock";

let folder: string;
let lock: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-"));
    lock = join(folder, "xp.lock");
});

afterEach(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const done = () => Promise.resolve("done");

/** As if nobody had touched it for two minutes. */
const age = () => utimesSync(lock, new Date(), new Date(Date.now() - 120_000));

test("one at a time has it, and it is gone afterwards", async () => {
    const order: string[] = [];
    const use = (name: string) => async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push(`${name} ends`);
    };
    await Promise.all(
        ["a", "b"].map((name) => withFileLock(lock, signal, () => undefined, use(name))),
    );
    const [first = ""] = order.map((line) => line.charAt(0));
    const second = first === "a" ? "b" : "a";
    expect(order).toEqual([first, second].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(existsSync(lock)).toBe(false);
});

// No process has an id so large (pid_max is at most 2^22).
test("that of a killed run is taken over", async () => {
    writeFileSync(lock, `${hostname()} 99999999`);
    expect(await withFileLock(lock, signal, () => undefined, done)).toBe("done");
});

test.each([
    ["is empty, from a full disk", ""],
    ["is of another machine", "elsewhere 1"],
    ["is of an id that another process has by now", `${hostname()} ${process.ppid}`],
])("one that %s is taken over when nobody touches it any more", async (_what, text) => {
    writeFileSync(lock, text);
    age();
    expect(await withFileLock(lock, signal, () => undefined, done)).toBe("done");
});

test("that of another machine is waited for while it is touched", async () => {
    writeFileSync(lock, "elsewhere 1");
    const controller = new AbortController();
    const waits = withFileLock(
        lock,
        controller.signal,
        () => controller.abort(new Error("waited")),
        done,
    );
    await expect(waits).rejects.toThrow("waited");
    expect(existsSync(lock)).toBe(true);
});
