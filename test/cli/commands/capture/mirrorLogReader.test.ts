import {
    MirrorLogReader,
    type NewFrames,
} from "../../../../src/cli/commands/capture/mirrorLogReader";

const FILE = "/images/xp-logs/capture";

function frame(number: number): Buffer {
    const bytes = Buffer.alloc(60);
    bytes.writeUInt32BE(number, 14);
    return bytes;
}

function mirrored(...numbers: number[]): Buffer {
    return Buffer.concat(
        numbers.map((number) =>
            Buffer.concat([Buffer.from("0000003c00000000", "hex"), frame(number)]),
        ),
    );
}

/** A host on which virtlogd writes and moves files. */
class Host {
    files: (Buffer | undefined)[] = [Buffer.alloc(0)];
    /** When the newest file and the folder were changed last. */
    newest = 1;
    movedAside = 0;
    moves = 0;
    /** What happens before the next look at a file. */
    next: (() => void)[] = [];

    write(time: number, ...numbers: number[]): void {
        this.files[0] = Buffer.concat([this.files[0] ?? Buffer.alloc(0), mirrored(...numbers)]);
        this.newest = time;
    }

    moveAside(most = 3): void {
        this.files = [Buffer.alloc(0), ...this.files].slice(0, most + 1);
        this.movedAside = this.newest;
        this.moves += 1;
    }

    tap(mayBeAbsent = false): MirrorLogReader {
        const indexOf = (path: string) =>
            path === FILE ? 0 : Number(path.slice(FILE.length + 1)) + 1;
        const files = {
            size: (path: string) => {
                this.next.shift()?.();
                return Promise.resolve(this.files[indexOf(path)]?.length);
            },
            read: (path: string, from: number, to: number) =>
                Promise.resolve((this.files[indexOf(path)] ?? Buffer.alloc(0)).subarray(from, to)),
        };
        const seconds = (time: number) => BigInt(time) * 1_000_000n;
        const moments = () =>
            Promise.resolve({
                newest: seconds(this.newest),
                movedAside: seconds(this.movedAside),
                folder: BigInt(this.moves),
            });
        return new MirrorLogReader({ files, file: FILE, moments, mayBeAbsent });
    }
}

/** Numbers of the frames, by the second by which they were recorded. */
const told = ({ portions, skipped, isTorn }: NewFrames) => ({
    frames: portions.map(({ frames, microseconds }) => [
        Number(microseconds) / 1e6,
        ...frames.map((one) => one.readUInt32BE(14)),
    ]),
    ...(skipped > 0 && { skipped }),
    ...(isTorn && { isTorn }),
});

let host: Host;
let tap: MirrorLogReader;

beforeEach(() => {
    host = new Host();
    tap = host.tap();
});

test("reads all files at first, the oldest first", async () => {
    host.write(5, 1, 2);
    host.moveAside();
    host.write(9, 3);
    expect(told(await tap.read())).toEqual({
        frames: [
            [5, 1, 2],
            [9, 3],
        ],
    });
});

test("then reads what was appended", async () => {
    host.write(5, 1);
    await tap.read();
    expect(told(await tap.read())).toEqual({ frames: [[5]] });
    host.write(6, 2, 3);
    expect(told(await tap.read())).toEqual({ frames: [[6, 2, 3]] });
});

test("continues in a rotated file, then in newer ones", async () => {
    host.write(5, 1);
    await tap.read();
    host.write(6, 2);
    host.moveAside();
    host.write(7, 3);
    host.moveAside();
    host.write(8, 4);
    expect(told(await tap.read())).toEqual({
        frames: [
            [7, 2],
            [7, 3],
            [8, 4],
        ],
    });
});

test("reports frames that were deleted unread", async () => {
    host.write(5, 1);
    await tap.read();
    for (let number = 2; number < 8; number += 1) {
        host.moveAside();
        host.write(number * 10, ...Array.from({ length: 30 }, (_, index) => number * 100 + index));
    }
    const news = told(await tap.read());
    expect(news.isTorn).toBe(true);
    // The oldest file may begin within a frame: what could be of that frame is left out.
    expect(news.skipped).toBeGreaterThan(1522);
    expect(news.frames.slice(1).map(([time, ...frames]) => [time, frames.length])).toEqual([
        [60, 30],
        [60, 30],
        [70, 30],
    ]);
});

test("joins a frame that two files share", async () => {
    const bytes = mirrored(1, 2);
    host.files = [bytes.subarray(0, 100)];
    host.moveAside();
    host.files[0] = bytes.subarray(100);
    expect(told(await tap.read())).toEqual({
        frames: [
            [1, 1],
            [1, 2],
        ],
    });
});

const wait = () => undefined;

test("reads all files again after a rotation meanwhile", async () => {
    host.write(5, 1);
    host.moveAside();
    host.write(6, 2);
    host.next = [
        wait,
        () => {
            host.write(7, 3);
            host.moveAside();
            host.write(8, 4);
        },
    ];
    expect(told(await tap.read())).toEqual({
        frames: [
            [7, 1],
            [7, 2, 3],
            [8, 4],
        ],
    });
    expect(told(await tap.read())).toEqual({ frames: [[8]] });
});

test("reports files that rotate faster than they are read", async () => {
    host.write(5, 1);
    await tap.read();
    host.next = Array.from({ length: 100 }, (_none, index) => () => {
        host.moveAside();
        host.write(index, index);
    });
    expect(told(await tap.read()).isTorn).toBe(true);
});

test("reads nothing of a machine that was never started", async () => {
    host.files = [];
    const idle = host.tap(true);
    expect(told(await idle.read())).toEqual({ frames: [] });
    host.write(5, 1);
    expect(told(await idle.read())).toEqual({ frames: [[5, 1]] });
});

test("reports the missing file of a running machine", async () => {
    host.files = [];
    await expect(tap.read()).rejects.toThrow("[capture-gone]");
});

test("loses nothing between two files that end alike", async () => {
    const flood = Array.from({ length: 100 }, () => 7);
    host.write(5, ...flood);
    await tap.read();
    host.write(6, ...flood, 1, 2);
    host.moveAside();
    host.write(7, ...flood, ...flood);
    const { portions } = await tap.read();
    const numbers = portions.flatMap(({ frames }) => frames.map((one) => one.readUInt32BE(14)));
    expect(numbers.filter((number) => number < 7)).toEqual([1, 2]);
    expect(numbers).toHaveLength(302);
});
