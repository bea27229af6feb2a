import { readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { interrupted, tookTooLong } from "../../../../src/errors";
import { waitUntilReady } from "../../../../src/provider/domain/ready/waitUntilReady";
import { Domain } from "../../../../src/schema/domain/domain";
import type { ReadyWhen } from "../../../../src/schema/domain/readyWhen";
import { callContext, failing, fakeLibvirt, libvirtError } from "../../fakeLibvirt";

const MAC = "52:54:00:12:34:56";
const domain = { name: "xp", uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6", id: 7 };
const RUNNING = { state: 1, reason: 1 };

/** A picture of one white pixel. */
const PIXEL = Buffer.concat([Buffer.from("P6 1 1 255\n"), Buffer.from([255, 255, 255])]);

interface Guest {
    state?: { state: number; reason: number };
    addresses?: string[];
    packets?: bigint;
    log?: string;
    hasAgent?: boolean;
}

/** A guest that advances to its next stage each time its state is read, and stays in the last. */
function hostWith(stages: readonly [Guest, ...Guest[]]) {
    let reads = -1;
    const now = (): Guest => stages[Math.min(Math.max(reads, 0), stages.length - 1)] ?? {};
    const log = () => Buffer.from(now().log ?? "");
    const { libvirt, calls } = fakeLibvirt({
        domainGetState: () => {
            reads += 1;
            return now().state ?? RUNNING;
        },
        domainInterfaceAddresses: ({ source }: { source: number }) => {
            if (source === 1) return now().hasAgent === true ? [] : failing("internalError")();
            const addresses = (now().addresses ?? []).map((address) => ({ address }));
            return [{ name: "vnet0", macAddress: MAC, addresses }];
        },
        domainInterfaceStats: () => ({
            rxPackets: now().packets ?? 1n,
            txPackets: now().packets ?? 1n,
        }),
        domainDefineXMLFlags: () => ({ name: "files" }),
        domainUndefineFlags: () => undefined,
        domainGetBlockInfo: () => ({ physical: BigInt(log().length) }),
        domainBlockPeek: ({ offset, size }: { offset: bigint; size: number }) =>
            log().subarray(Number(offset), Number(offset) + size),
    });
    const fake = Object.assign(libvirt, {
        screenshot: () => Promise.resolve({ mime: "image/x-portable-pixmap", data: PIXEL }),
    });
    return { libvirt: fake, calls };
}

function waitFor(readyWhen: Partial<ReadyWhen>, serialLogStart = 0) {
    const inputs = Domain.inputs.parse({
        interfaces: { lan: { network: "lan", mac: MAC } },
        serials: [{ logFile: "/pool/xp-logs/com1.log" }],
        readyWhen,
    });
    const { readyWhen: parsed } = inputs;
    if (parsed === undefined) throw new Error("nothing to wait for");
    return { domain, inputs, serialLogStart, readyWhen: parsed };
}

const POLL = 1;

describe("a guest is ready", () => {
    test.each<[string, Partial<ReadyWhen>, Guest]>([
        ["with a lease", { lease: true }, { addresses: ["10.0.0.2"] }],
        ["with a text on COM1", { serialText: "READY" }, { log: "NOT YET\r\nREADY\r\n" }],
        ["with an agent", { guestAgent: true }, { hasAgent: true }],
    ])("%s", async (_how, readyWhen, last) => {
        const { libvirt } = hostWith([{}, {}, last]);
        await waitUntilReady(waitFor(readyWhen), callContext(libvirt), POLL);
    });

    test("when all conditions have been met, though not at the same time", async () => {
        const readyWhen = { lease: true, serialText: "READY" };
        const { libvirt } = hostWith([{ log: "READY" }, { log: "x", addresses: ["10.0.0.2"] }]);
        await waitUntilReady(waitFor(readyWhen), callContext(libvirt), POLL);
    });

    test("when a text on COM1 arrives in two parts", async () => {
        const { libvirt } = hostWith([{ log: "REA" }, { log: "READY" }]);
        await waitUntilReady(waitFor({ serialText: "READY" }), callContext(libvirt), POLL);
    });

    test("when it has settled", async () => {
        const { libvirt } = hostWith([{ addresses: ["10.0.0.2"] }]);
        const said: string[] = [];
        const begin = performance.now();
        const readyWhen = { lease: true, settleSeconds: 3 };
        await waitUntilReady(waitFor(readyWhen), callContext(libvirt, said), 100);
        expect(performance.now() - begin).toBeGreaterThan(2900);
        expect(said.at(-1)).toMatch(/^status: settling \(\d of 3 s\)$/);
    });
});

describe("is not ready with", () => {
    const cases: [string, Partial<ReadyWhen>, Guest, string][] = [
        ["no lease", { lease: true }, {}, "there is no lease"],
        [
            "a lease of an earlier start",
            { lease: true },
            { addresses: ["10.0.0.2"], packets: 0n },
            "its lease is from an earlier start",
        ],
        ["no agent", { guestAgent: true }, {}, "the guest agent does not answer (internalError)"],
        [
            "no address to try the port at",
            { tcpPort: 445 },
            {},
            "TCP port 445 cannot be tried without a lease",
        ],
    ];

    test.each(cases)("%s", async (_how, readyWhen, guest, missing) => {
        const { libvirt } = hostWith([guest]);
        const wait = waitFor({ ...readyWhen, timeoutSeconds: 1 });
        const error = await failureOf(waitUntilReady(wait, callContext(libvirt), POLL));
        expect(error.message).toMatch(
            `Domain "xp" was not ready after 1 s: it is running; ${missing}. Its screen is in `,
        );
    });

    test("a text from an earlier run on COM1", async () => {
        const { libvirt } = hostWith([{ log: "READY\r\n\x1b[2Jstarting\r\n" }]);
        const wait = waitFor({ serialText: "READY", timeoutSeconds: 1 }, 7);
        const error = await failureOf(waitUntilReady(wait, callContext(libvirt), POLL));
        expect(error.message).toMatch(
            'it is running; COM1 has not said "READY". COM1 last printed "\\u001b[2Jstarting". Its screen',
        );
    });
});

test("saves a picture of the screen on a time-out and reports its path", async () => {
    const { libvirt } = hostWith([{}]);
    const wait = waitFor({ lease: true, timeoutSeconds: 1 });
    const { message } = await failureOf(waitUntilReady(wait, callContext(libvirt), POLL));
    const [, file = ""] = /Its screen is in (\S+\/xp\.png)\. Check/.exec(message) ?? [];
    const picture = await readFile(file);
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
    expect(message.endsWith("the next update waits again. [not-ready]")).toBe(true);
    await rm(dirname(file), { recursive: true });
});

test("reports a time-out without a picture of the screen", async () => {
    const { libvirt } = hostWith([{}]);
    const broken = Object.assign(libvirt, { screenshot: failing("operationInvalid", "no screen") });
    const wait = waitFor({ lease: true, timeoutSeconds: 1 });
    const { message } = await failureOf(waitUntilReady(wait, callContext(broken), POLL));
    expect(message).toMatch(
        "there is no lease. There is no picture of its screen: no screen. Check",
    );
});

describe("reports at once a guest that ends", () => {
    test.each([
        [5, 1, "shut itself down"],
        [5, 2, "was powered off from outside"],
        [5, 3, "crashed"],
        [5, 0, "ended (shutoff)"],
        [6, 0, "ended (crashed)"],
        [3, 5, "was stopped by a disk error (such as a full disk of the host)"],
    ])("state %i, reason %i", async (state, reason, how) => {
        const { libvirt } = hostWith([{}, { state: { state, reason }, log: "bye\r\n" }]);
        const wait = waitFor({ lease: true });
        const error = await failureOf(waitUntilReady(wait, callContext(libvirt), POLL));
        expect(error.message).toBe(
            `Domain "xp" ${how} after 0 s, before it was ready. COM1 last printed "bye". ` +
                "Fix the cause; the next update starts the guest again and waits. [ended-before-ready]",
        );
    });

    test("that is gone", async () => {
        const { libvirt } = fakeLibvirt({
            domainGetState: failing("noDomain"),
            domainDefineXMLFlags: () => ({ name: "files" }),
            domainUndefineFlags: () => undefined,
            domainGetBlockInfo: () => {
                throw Object.assign(libvirtError("systemError"), { errno: 2 });
            },
        });
        const wait = waitFor({ lease: true });
        await expect(waitUntilReady(wait, callContext(libvirt), POLL)).rejects.toMatchObject({
            what: 'Domain "xp" was removed by other means after 0 s, before it was ready.',
        });
    });

    test("but not one that somebody has paused", async () => {
        const paused = { state: { state: 3, reason: 1 } };
        const { libvirt } = hostWith([paused, paused, { addresses: ["10.0.0.2"] }]);
        await waitUntilReady(waitFor({ lease: true }), callContext(libvirt), POLL);
    });
});

describe("stops waiting at once", () => {
    const endedBy = async (reason: Error) => {
        const { libvirt } = hostWith([{}]);
        const ending = new AbortController();
        const context = { ...callContext(libvirt), signal: ending.signal };
        const waiting = failureOf(waitUntilReady(waitFor({ lease: true }), context, 3_600_000));
        setTimeout(() => ending.abort(reason), 10);
        return waiting;
    };

    test("when the run is cut off", async () => {
        const reason = interrupted();
        expect(await endedBy(reason)).toBe(reason);
    });

    test("with a report at the operation's own time limit", async () => {
        const reason = tookTooLong({ seconds: 1, operation: "create" });
        expect((await endedBy(reason)).message).toMatch("it is running; there is no lease.");
    });
});

test("shows after two seconds what it waits for", async () => {
    const { libvirt } = hostWith([{}]);
    const said: string[] = [];
    const wait = waitFor({ lease: true, serialText: "READY", timeoutSeconds: 5 });
    await failureOf(waitUntilReady(wait, callContext(libvirt, said), 50));
    const [first, ...others] = new Set(said.map((line) => line.replace(/[2-5] of/, "N of")));
    expect(first).toBe('status: waiting for a lease and "READY" on COM1 (N of 5 s)');
    expect(others).toEqual([]);
});

async function failureOf(work: Promise<unknown>): Promise<Error> {
    const error = await work.catch((one: unknown) => one);
    if (error instanceof Error) return error;
    throw new Error("It did not fail.");
}
