import { FatDisk } from "../../../src/fat";
import { formatVolume } from "../../../src/provider/volume/formatVolume";
import { reading } from "../../fat/formatted";
import { createContext, fakeLibvirt } from "../fakeLibvirt";

const SIZE = 64 * 2 ** 20;
const volume = { pool: "pool", name: "out", key: "/images/out" };
const inputs = { capacityBytes: SIZE, filesystem: { type: "fat32", label: "RESULTS" } as const };

/** A volume, and the bytes written to it. */
function host(content = Buffer.alloc(SIZE)) {
    const { libvirt, calls } = fakeLibvirt(
        {},
        { upload: (chunks) => Buffer.concat(chunks).copy(content) },
    );
    libvirt.download = async function* (_volume, part) {
        const { offset = 0n, length = 0n } = part ?? {};
        yield content.subarray(Number(offset), Number(offset + length));
    };
    const uploads = () => calls.filter(([procedure]) => procedure === "upload").length;
    return { content, uploads, context: createContext(libvirt).context };
}

test("formats an empty volume in one upload", async () => {
    const { content, uploads, context } = host();
    await formatVolume(volume, inputs, context);
    expect(uploads()).toBe(1);
    const disk = await FatDisk.open(reading(content), SIZE);
    expect(await disk.root()).toEqual([]);
    expect(content.includes("RESULTS")).toBe(true);
});

test("keeps the content of a volume that an earlier run formatted", async () => {
    const { content, uploads, context } = host();
    await formatVolume(volume, inputs, context);
    content.write("a guest's", SIZE - 100);
    await formatVolume(volume, inputs, context);
    expect(uploads()).toBe(1);
});

test("formats a volume again after an interrupted run", async () => {
    const first = host();
    await formatVolume(volume, inputs, first.context);
    const half = Buffer.alloc(SIZE);
    first.content.copy(half, 0, 0, 2 ** 20 + 600 * 512);
    const { content, uploads, context } = host(half);
    await formatVolume(volume, inputs, context);
    expect(uploads()).toBe(1);
    expect(content.equals(first.content)).toBe(true);
});

test("gives each volume its own, constant serial number", async () => {
    const serialOf = async (name: string) => {
        const { content, context } = host();
        await formatVolume({ ...volume, name }, inputs, context);
        return content.readUInt32LE(440);
    };
    const [one, again, other] = [
        await serialOf("one"),
        await serialOf("one"),
        await serialOf("other"),
    ];
    expect(one).toBe(again);
    expect(one).not.toBe(other);
});

test("leaves a volume without a file system empty", async () => {
    const { uploads, context } = host();
    await formatVolume(volume, { capacityBytes: SIZE }, context);
    expect(uploads()).toBe(0);
});
