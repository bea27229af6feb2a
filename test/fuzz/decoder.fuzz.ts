import { Duplex } from "node:stream";

import { Connection } from "../../src/libvirt/connection/connection";
import { ConnectionLostError, LibvirtError, ProtocolError } from "../../src/libvirt/errors";
import { domainLifecycle } from "../../src/libvirt/rpc/messages";
import { PacketParser } from "../../src/libvirt/rpc/packetParser";
import { procedures } from "../../src/libvirt/rpc/procedures";
import { remoteError } from "../../src/libvirt/rpc/remoteError";
import { type Codec, decode } from "../../src/libvirt/xdr/codec";
import { typedParameters } from "../../src/libvirt/xdr/typedParameters";
import { frame, status, type } from "../libvirt/wire";
import { invent } from "./inventingReader";
import { mutate } from "./mutate";
import { Random } from "./random";

const inputCount = Number(process.env["FUZZ_INPUTS"] ?? 1_000_000);
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 32);
const MiB = 1024 * 1024;
/** Memory that the garbage collector keeps; it does not grow with the number of inputs. */
const growthMiBMax = 256;
const timeLimitMs = 60 * 60 * 1000;

interface Sample {
    codec: Codec<unknown>;
    bytes: Buffer;
}

type Samples = readonly [Sample, ...Sample[]];

/** Valid messages to start from, some of each kind. */
function samplesOfAll(random: Random): Samples {
    const replies = Object.values(procedures).map(({ reply }) => reply);
    const codecs: Codec<unknown>[] = [...replies, domainLifecycle.payload, typedParameters];
    const [first, ...rest] = [remoteError, ...codecs].flatMap((codec) =>
        Array.from({ length: 40 }, () => ({ codec, bytes: invent(codec, random) })),
    );
    return [first ?? { codec: remoteError, bytes: Buffer.alloc(0) }, ...rest];
}

interface Attempt {
    input: Buffer;
    run: () => unknown;
    refusals: readonly (new (...details: never[]) => Error)[];
}

/** Makes a number of attempts; an error that is no refusal is thrown with its input. */
async function attemptAll(count: number, next: () => Attempt): Promise<void> {
    const rssMiBBefore = process.memoryUsage.rss() / MiB;
    let refused = 0;
    for (let i = 0; i < count; i += 1) {
        const { input, run, refusals } = next();
        try {
            await run();
        } catch (error) {
            if (!refusals.some((refusal) => error instanceof refusal)) {
                const what = `Input ${i} with FUZZ_SEED=${seed}: ${input.toString("hex")}`;
                throw new Error(what, { cause: error });
            }
            refused += 1;
        }
        if (i % 10_000 === 0) {
            expect(process.memoryUsage.rss() / MiB - rssMiBBefore).toBeLessThan(growthMiBMax);
        }
    }
    process.stdout.write(`${count} inputs, ${refused} refused; FUZZ_SEED=${seed} repeats them\n`);
    // Both must be frequent, or the inputs are too broken or too valid to prove anything.
    expect(refused).toBeGreaterThan(count / 10);
    expect(refused).toBeLessThan((count * 9) / 10);
}

test(
    "every decoder reads or refuses any input",
    () => {
        const random = new Random(seed);
        const samples = samplesOfAll(random);
        return attemptAll(Math.ceil(inputCount / 2), () => {
            const { codec, bytes } = random.pick(samples);
            const input = mutate(bytes, random);
            return { input, run: () => decode(codec, input), refusals: [ProtocolError] };
        });
    },
    timeLimitMs,
);

test(
    "the parser cuts or refuses any input, wherever it is split",
    () => {
        const random = new Random(seed + 1);
        const samples = samplesOfAll(random);
        const packet = () => {
            const header = { serial: random.below(9), type: random.below(4) };
            return frame(header, random.pick(samples).bytes);
        };
        return attemptAll(Math.ceil(inputCount / 2), () => {
            const right = Array.from({ length: 1 + random.below(3) }, packet);
            const input = mutate(Buffer.concat(right), random);
            return { input, run: () => parseInPieces(input, random), refusals: [ProtocolError] };
        });
    },
    timeLimitMs,
);

function parseInPieces(input: Buffer, random: Random): void {
    const parser = new PacketParser();
    let parsedBytes = 0;
    for (let at = 0, end = 0; at < input.length; at = end) {
        end = at + 1 + random.below(200);
        for (const { payload } of parser.push(input.subarray(at, end))) {
            parsedBytes += 28 + payload.length;
        }
    }
    if (parsedBytes > input.length) {
        throw new Error(`${input.length} bytes gave packets of ${parsedBytes} bytes`);
    }
}

test(
    "a call is answered or rejected for any input",
    () => {
        const random = new Random(seed + 2);
        const header = { procedure: 273, serial: 1, type: type.reply };
        const refusal = frame({ ...header, status: status.error }, invent(remoteError, random));
        const { reply } = procedures.connectListAllDomains;
        const replies = Array.from({ length: 9 }, () => frame(header, invent(reply, random)));
        const answers: [Buffer, ...Buffer[]] = [refusal, ...replies];
        return attemptAll(Math.ceil(inputCount / 20), () => {
            const input = mutate(random.pick(answers), random);
            const refusals = [LibvirtError, ProtocolError, ConnectionLostError];
            return { input, run: () => callAnsweredWith(input), refusals };
        });
    },
    timeLimitMs,
);

/** The peer hangs up after its answer. */
function callAnsweredWith(answer: Buffer): Promise<unknown> {
    const duplex = new Duplex({
        read() {},
        write: (_chunk, _encoding, done) => done(),
    });
    const connection = new Connection(Object.assign(duplex, { ref() {}, unref() {} }));
    const call = connection.call("connectListAllDomains", {}, new AbortController().signal);
    duplex.push(answer);
    duplex.push(null);
    return call;
}
