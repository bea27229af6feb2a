import { createCipheriv, createHash, randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Libvirt, type StoragePool, type StorageVolume } from "../../src/libvirt";

const MiB = 1024 * 1024;
const sizeMiB = Number(process.env["VOLUME_MIB"] ?? 96);
/** For any size of volume: what the garbage collector lets lie about, and no more. */
const growthMiBMax = 64;

let libvirt: Libvirt;
let folder: string;
let pool: StoragePool;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    folder = await mkdtemp(join(tmpdir(), "libvirt-large-"));
    await chmod(folder, 0o711);
    const xml =
        `<pool type="dir"><name>large-${randomUUID()}</name>` +
        `<target><path>${folder}</path></target></pool>`;
    pool = await libvirt.call("storagePoolDefineXML", { xml });
    await libvirt.call("storagePoolCreate", { pool });
});

afterAll(async () => {
    await libvirt.call("storagePoolDestroy", { pool });
    await libvirt.call("storagePoolUndefine", { pool });
    await rm(folder, { recursive: true });
    libvirt.close();
});

function createVolume(): Promise<StorageVolume> {
    const xml =
        `<volume><name>large</name><capacity unit="MiB">${sizeMiB}</capacity>` +
        '<target><format type="raw"/></target></volume>';
    return libvirt.call("storageVolCreateXML", { pool, xml });
}

/** Bytes without a pattern, a mebibyte at a time. */
async function* noise(): AsyncGenerator<Buffer> {
    const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 1), Buffer.alloc(16, 2));
    const zeros = Buffer.alloc(MiB);
    for (let i = 0; i < sizeMiB; i += 1) {
        yield cipher.update(zeros);
    }
}

/** Passes everything on, and keeps its digest and the most memory that was ever in use. */
async function* measured(
    source: AsyncIterable<Buffer>,
    seen: { sha256: string; rssMiBMax: number },
): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    for await (const chunk of source) {
        hash.update(chunk);
        seen.rssMiBMax = Math.max(seen.rssMiBMax, process.memoryUsage.rss() / MiB);
        yield chunk;
    }
    seen.sha256 = hash.digest("hex");
}

test(`uploads and downloads ${sizeMiB} MiB unchanged, in little memory`, async () => {
    const volume = await createVolume();
    const up = { sha256: "", rssMiBMax: 0 };
    const down = { sha256: "", rssMiBMax: 0 };
    const rssMiBBefore = process.memoryUsage.rss() / MiB;

    await libvirt.upload(volume, measured(noise(), up), { length: BigInt(sizeMiB * MiB) });
    let received = 0;
    for await (const chunk of measured(libvirt.download(volume), down)) {
        received += chunk.length;
    }

    expect(received).toBe(sizeMiB * MiB);
    expect(down.sha256).toBe(up.sha256);
    expect(up.rssMiBMax - rssMiBBefore).toBeLessThan(growthMiBMax);
    expect(down.rssMiBMax - rssMiBBefore).toBeLessThan(growthMiBMax);
}, 300_000);
