import { CaptureTap, refreshPools, type News } from "../../../src/cli/capture/captureTap";
import { fakeLibvirt, libvirtError } from "../../provider/fakeLibvirt";

const FILE = "/images/xp-capture";

afterEach(() => {
    jest.restoreAllMocks();
});

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

/** A host on which virtlogd writes and moves files; a pool knows those of its last refresh. */
class Host {
    files: (Buffer | undefined)[] = [Buffer.alloc(0)];
    times: number[] = [1];
    known = 1;
    refreshes = 0;
    /** What happens before the next look at a file. */
    next: (() => void)[] = [];
    readonly libvirt = this.#libvirt();

    write(time: number, ...numbers: number[]): void {
        this.files[0] = Buffer.concat([this.files[0] ?? Buffer.alloc(0), mirrored(...numbers)]);
        this.times[0] = time;
    }

    moveAside(most = 3): void {
        this.files = [Buffer.alloc(0), ...this.files].slice(0, most + 1);
        this.times = [this.times[0] ?? 0, ...this.times].slice(0, most + 1);
    }

    #libvirt() {
        const indexOf = (path: string) =>
            path === FILE ? 0 : Number(path.slice(FILE.length + 1)) + 1;
        const bytesOf = (key: string) => this.files[indexOf(key)] ?? Buffer.alloc(0);
        const { libvirt } = fakeLibvirt({
            storageVolLookupByPath: ({ path }: { path: string }) => {
                this.next.shift()?.();
                if (indexOf(path) >= Math.min(this.known, this.files.length))
                    throw libvirtError("noStorageVolume");
                return { pool: "pool", name: path, key: path };
            },
            storagePoolLookupByVolume: () => ({ name: "pool", uuid: "uuid" }),
            storagePoolRefresh: () => {
                this.refreshes += 1;
                this.known = this.files.length;
            },
            storageVolGetXMLDesc: ({ volume: { key } }: { volume: { key: string } }) =>
                `<volume><capacity unit='bytes'>${bytesOf(key).length}</capacity><target><timestamps>` +
                `<mtime>${this.times[indexOf(key)] ?? 0}.25</mtime></timestamps></target></volume>`,
        });
        jest.spyOn(libvirt, "download").mockImplementation(async function* (volume, options) {
            const from = Number(options?.offset);
            yield bytesOf(volume.key).subarray(from, from + Number(options?.length));
        });
        return libvirt;
    }
}

/** Numbers of the frames, by the second by which they were recorded. */
const told = ({ portions, skipped, isTorn }: News) => ({
    frames: portions.map(({ frames, microseconds }) => [
        Number(microseconds) / 1e6,
        ...frames.map((one) => one.readUInt32BE(14)),
    ]),
    ...(skipped > 0 && { skipped }),
    ...(isTorn && { isTorn }),
});

let host: Host;
let tap: CaptureTap;

/** As the command does it: first a refresh for all. */
async function firstRead(): Promise<News> {
    await refreshPools(host.libvirt, [FILE, FILE]);
    return tap.read();
}

beforeEach(() => {
    host = new Host();
    tap = new CaptureTap(host.libvirt, FILE);
});

test("reads all that there is, the oldest file first", async () => {
    host.write(5, 1, 2);
    host.moveAside();
    host.write(9, 3);
    expect(told(await firstRead())).toEqual({
        frames: [
            [5.25, 1, 2],
            [9.25, 3],
        ],
    });
});

test("then what has come since, without a refresh of the pool", async () => {
    host.write(5, 1);
    await firstRead();
    expect(told(await tap.read())).toEqual({ frames: [[5.25]] });
    host.write(6, 2, 3);
    expect(told(await tap.read())).toEqual({ frames: [[6.25, 2, 3]] });
    expect(host.refreshes).toBe(1);
});

test("goes on in the file that was moved aside, then in the next ones", async () => {
    host.write(5, 1);
    await firstRead();
    host.write(6, 2);
    host.moveAside();
    host.write(7, 3);
    host.moveAside();
    host.write(8, 4);
    expect(told(await tap.read())).toEqual({
        frames: [
            [6.25, 2],
            [7.25, 3],
            [8.25, 4],
        ],
    });
    expect(host.refreshes).toBe(2);
});

test("says that it was too late", async () => {
    host.write(5, 1);
    await firstRead();
    for (let number = 2; number < 8; number += 1) {
        host.moveAside();
        host.write(number * 10, ...Array.from({ length: 30 }, (_, index) => number * 100 + index));
    }
    const news = told(await tap.read());
    expect(news.isTorn).toBe(true);
    // The oldest file may begin within a frame: what could be of that frame is left out.
    expect(news.skipped).toBeGreaterThan(1522);
    expect(news.frames.slice(1).map(([time, ...frames]) => [time, frames.length])).toEqual([
        [50.25, 30],
        [60.25, 30],
        [70.25, 30],
    ]);
});

test("a frame that lies in two files is one", async () => {
    const bytes = mirrored(1, 2);
    host.files = [bytes.subarray(0, 100)];
    host.moveAside();
    host.files[0] = bytes.subarray(100);
    expect(told(await firstRead())).toEqual({
        frames: [
            [1.25, 1],
            [1.25, 2],
        ],
    });
});

test("a file that is moved aside while it is read is read once", async () => {
    host.write(5, 1);
    host.moveAside();
    host.write(6, 2);
    const wait = () => undefined;
    // Two looks are for the refresh; the third is at the newest file, the fourth behind it.
    host.next = [
        wait,
        wait,
        wait,
        () => {
            host.write(7, 3);
            host.moveAside();
            host.write(8, 4);
            host.known += 1;
        },
    ];
    expect(told(await firstRead())).toEqual({
        frames: [
            [5.25, 1],
            [7.25, 2, 3],
        ],
    });
    expect(told(await tap.read())).toEqual({ frames: [[7.25], [8.25, 4]] });
});

test("files that have come behind what was read are for the next time", async () => {
    host.write(5, 1);
    host.moveAside();
    host.write(6, 2);
    const wait = () => undefined;
    host.next = [
        wait,
        wait,
        wait,
        () => {
            host.moveAside();
            host.write(8, 3);
            host.moveAside();
            host.write(9, 4);
            host.known += 2;
        },
    ];
    expect(told(await firstRead())).toEqual({
        frames: [
            [5.25, 1],
            [6.25, 2],
        ],
    });
    expect(told(await tap.read())).toEqual({ frames: [[6.25], [8.25, 3], [9.25, 4]] });
});

test("what is in no pool is not there to be read", async () => {
    host.known = 0;
    await expect(firstRead()).rejects.toThrow(
        'The capture "/images/xp-capture" is in no pool of the host. ' +
            'Run "pulumi up" when its pool is active: it makes the file again. [capture-gone]',
    );
});
