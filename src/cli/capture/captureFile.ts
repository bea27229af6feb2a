import { open, type FileHandle } from "node:fs/promises";
import { fileNotWritten } from "../../errors";
import { enhancedPacket, inCommonOrder, interfaceDescription, sectionHeader } from "../../pcap";
import type { Output } from "../io";
import { reasonOf } from "../systemError";
import type { Capture } from "./captures";
import type { Portion } from "./captureTap";

/** Where the packets go, standard output or a file; a name that is taken is overwritten. */
export interface Sink {
    write(bytes: Buffer): Promise<void>;
    close(): Promise<void>;
}

export const outputSink = (out: Output): Sink => ({
    write: (bytes) => {
        out.write(bytes);
        return Promise.resolve();
    },
    close: () => Promise.resolve(),
});

export async function fileSink(file: string): Promise<Sink> {
    const told = <T>(work: Promise<T>) =>
        work.catch((error: unknown) => {
            throw fileNotWritten({ file, why: reasonOf(error) }, { cause: error });
        });
    const handle: FileHandle = await told(open(file, "w"));
    return { write: (bytes) => told(handle.writeFile(bytes)), close: () => told(handle.close()) };
}

/** Writes what several taps have seen as one file in the pcapng format, an interface each. */
export class CaptureFile {
    readonly #sink: Sink;
    #bytes = 0;

    constructor(sink: Sink) {
        this.#sink = sink;
    }

    get bytes(): number {
        return this.#bytes;
    }

    async begin(captures: readonly Capture[]): Promise<void> {
        const interfaces = captures.map(({ machine, network, macAddress }) =>
            interfaceDescription(
                machine.machine,
                `domain ${machine.domain}, ${macAddress}, network ${network}`,
            ),
        );
        const section = sectionHeader({ application: "xplab", comment: COMMENT });
        await this.#write(Buffer.concat([section, ...interfaces]));
    }

    /** Appends what the taps have seen; gives the number of frames. */
    async append(taps: readonly (readonly Portion[])[]): Promise<number> {
        const seen = taps.map((portions, index) =>
            portions.flatMap(({ frames, microseconds }) =>
                frames.map((frame) => ({ interface: index, microseconds, frame })),
            ),
        );
        const packets = inCommonOrder(seen);
        for (let at = 0; at < packets.length; at += PACKETS_AT_ONCE)
            await this.#write(
                Buffer.concat(packets.slice(at, at + PACKETS_AT_ONCE).map(enhancedPacket)),
            );
        return packets.length;
    }

    async #write(bytes: Buffer): Promise<void> {
        await this.#sink.write(bytes);
        this.#bytes += bytes.length;
    }
}

const PACKETS_AT_ONCE = 1000;

const COMMENT =
    "A time stamp is the latest moment at which its frame can have been recorded: QEMU keeps none of each. " +
    "The order within an interface is that in which the frames went.";
