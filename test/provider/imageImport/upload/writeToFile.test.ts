import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { writeToFile } from "../../../../src/provider/imageImport/upload/writeToFile";

const MIB = 2 ** 20;
const CONTENT = Buffer.from(
    Array.from({ length: 3 * MIB + 5 }, (_, at) => (at * 7 + at / MIB) % 251),
);

/** A file in memory with a limit for each read and write. */
class MemoryFile {
    content = Buffer.alloc(0);
    isKept = false;
    readonly most: number;

    constructor(content = Buffer.alloc(0), most = Infinity) {
        this.content = content;
        this.most = most;
    }

    async read(buffer: Buffer, offset: number, length: number, position: number) {
        const end = position + Math.min(length, this.most);
        return { bytesRead: this.content.copy(buffer, offset, position, end), buffer };
    }

    async write(buffer: Buffer, offset: number, length: number, position: number) {
        const bytesWritten = Math.min(length, this.most);
        const end = position + bytesWritten;
        if (end > this.content.length) this.content = Buffer.concat([this.content], end);
        buffer.copy(this.content, position, offset, offset + bytesWritten);
        return { bytesWritten, buffer };
    }

    async truncate(length: number) {
        this.content = this.content.subarray(0, length);
    }

    async datasync() {
        this.isKept = true;
    }
}

type Files = Parameters<typeof writeToFile>;

const writing = (file: MemoryFile, isHashed = false, source = new MemoryFile(CONTENT)) => {
    const told: number[] = [];
    const options = { isHashed, onWritten: (bytes: number) => void told.push(bytes) };
    const written = writeToFile(
        source as unknown as Files[0],
        file as unknown as Files[1],
        options,
    );
    return { told, written };
};

test("writes, compares and flushes all of an image, and truncates a longer file", async () => {
    const file = new MemoryFile(Buffer.alloc(5 * MIB, 1));
    const { told, written } = writing(file);
    expect(await written).toEqual({ sha256: undefined, isSame: true });
    expect(file.content.equals(CONTENT)).toBe(true);
    expect(file.isKept).toBe(true);
    expect(told).toEqual([MIB, 2 * MIB, 3 * MIB, 3 * MIB + 5]);
});

test("returns the SHA-256 if asked for", async () => {
    const sha256 = createHash("sha256").update(CONTENT).digest("hex");
    expect(await writing(new MemoryFile(), true).written).toEqual({ sha256, isSame: true });
});

test("continues after short reads and writes", async () => {
    const file = new MemoryFile(Buffer.alloc(0), 100_000);
    const { written } = writing(file, false, new MemoryFile(CONTENT, 300_000));
    expect(await written).toEqual({ sha256: undefined, isSame: true });
    expect(file.content.equals(CONTENT)).toBe(true);
});

test("writes each piece unchanged when the disk is slower than the source", async () => {
    class Slow extends MemoryFile {
        override async write(buffer: Buffer, offset: number, length: number, position: number) {
            await setImmediate();
            return super.write(buffer, offset, length, position);
        }
    }
    const content = Buffer.concat(Array.from({ length: 12 }, (_, at) => Buffer.alloc(MIB, at)));
    const file = new Slow();
    const { written } = writing(file, true, new MemoryFile(content));
    const sha256 = createHash("sha256").update(content).digest("hex");
    expect(await written).toEqual({ sha256, isSame: true });
    expect(file.content.equals(content)).toBe(true);
});

test.each([
    ["at its beginning", 0],
    ["in its middle", MIB + 17],
    ["at its end", CONTENT.length - 1],
])("reports a byte that differs %s when read back", async (_where, at) => {
    class Damaged extends MemoryFile {
        override async read(buffer: Buffer, offset: number, length: number, position: number) {
            const { bytesRead } = await super.read(buffer, offset, length, position);
            const place = offset + at - position;
            if (position <= at && at < position + bytesRead) {
                buffer.writeUInt8(buffer.readUInt8(place) ^ 1, place);
            }
            return { bytesRead, buffer };
        }
    }
    expect(await writing(new Damaged()).written).toEqual({ sha256: undefined, isSame: false });
});

test("reports a file that ends early when read back", async () => {
    class Short extends MemoryFile {
        override async write(buffer: Buffer, offset: number, length: number, position: number) {
            if (position >= 3 * MIB) return { bytesWritten: length, buffer };
            return super.write(buffer, offset, length, position);
        }
    }
    expect(await writing(new Short()).written).toEqual({ sha256: undefined, isSame: false });
});

test("reports a lost write even though the disk does so only once", async () => {
    class Lossy extends MemoryFile {
        #asked = 0;

        override async datasync() {
            this.#asked += 1;
            await Promise.resolve();
            if (this.#asked === 1) throw new Error("EIO");
        }
    }
    const source = new MemoryFile(Buffer.alloc(20 * MIB, 1));
    await expect(writing(new Lossy(), false, source).written).rejects.toThrow("EIO");
});

test("reports a full disk and a failed comparison", async () => {
    class Full extends MemoryFile {
        override write(): Promise<never> {
            return Promise.reject(new Error("ENOSPC"));
        }
    }
    await expect(writing(new Full()).written).rejects.toThrow("ENOSPC");
    class Unreadable extends MemoryFile {
        override read(): Promise<never> {
            return Promise.reject(new Error("EIO"));
        }
    }
    await expect(writing(new Unreadable()).written).rejects.toThrow("EIO");
});
