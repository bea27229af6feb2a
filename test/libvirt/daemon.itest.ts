import { createHash, randomBytes, randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
    errorCode,
    isNoDomain,
    isNoNetwork,
    isNoNwfilter,
    isNoStoragePool,
    isNoStorageVolume,
    isNotFound,
    isOperationInvalid,
    Libvirt,
    LibvirtError,
    type StoragePool,
    type StorageVolume,
} from "../../src/libvirt";

const unknownUuid = "00000000-0000-4000-8000-000000000000";

/** Resolves to the error that libvirt answers with. */
async function refusal(call: Promise<unknown>): Promise<LibvirtError> {
    const error = await call.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    if (!(error instanceof LibvirtError)) {
        throw new Error("libvirt did not refuse the call", { cause: error });
    }
    return error;
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of source) {
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}

function sha256(data: Uint8Array): string {
    return createHash("sha256").update(data).digest("hex");
}

describe("test:///default", () => {
    let libvirt: Libvirt;

    beforeAll(async () => {
        libvirt = await Libvirt.open("test:///default");
    });

    afterAll(() => libvirt.close());

    test("is the mock driver behind the real daemon", async () => {
        expect(await libvirt.call("connectGetType", {})).toBe("TEST");
        expect(await libvirt.call("connectGetUri", {})).toBe("test:///default");
        const version = await libvirt.call("connectGetLibVersion", {});
        expect(version).toBeGreaterThanOrEqual(9_000_000n);
    });

    test("defines, starts, reads, stops and undefines a network", async () => {
        const name = `net-${randomUUID()}`;
        const xml =
            `<network><name>${name}</name><bridge name="virbr99"/>` +
            '<ip address="192.0.2.1" netmask="255.255.255.0"/></network>';
        const network = await libvirt.call("networkDefineXML", { xml });
        try {
            expect(network.name).toBe(name);
            expect(await libvirt.call("networkLookupByUUID", { uuid: network.uuid })).toEqual(
                network,
            );
            expect(await libvirt.call("networkIsActive", { network })).toBe(false);
            await libvirt.call("networkCreate", { network });
            expect(await libvirt.call("networkIsActive", { network })).toBe(true);
            expect(await libvirt.call("networkGetBridgeName", { network })).toBe("virbr99");
            await libvirt.call("networkSetAutostart", { network, autostart: true });
            expect(await libvirt.call("networkGetAutostart", { network })).toBe(true);
            expect(await libvirt.call("networkGetXMLDesc", { network })).toContain(name);
            expect(await libvirt.call("connectListAllNetworks", {})).toContainEqual(network);
            await libvirt.call("networkDestroy", { network });
        } finally {
            await libvirt.call("networkUndefine", { network });
        }
        const lookup = libvirt.call("networkLookupByName", { name });
        expect(isNoNetwork(await refusal(lookup))).toBe(true);
    });

    test("defines, changes, runs and undefines a domain", async () => {
        const name = `domain-${randomUUID()}`;
        const xml =
            `<domain type="test"><name>${name}</name><memory unit="MiB">64</memory>` +
            "<os><type>hvm</type></os></domain>";
        const domain = await libvirt.call("domainDefineXMLFlags", { xml });
        try {
            expect(domain).toMatchObject({ name, id: -1 });
            const stopped = { state: 5, reason: 0 };
            expect(await libvirt.call("domainGetState", { domain })).toEqual(stopped);
            const running = await libvirt.call("domainCreateWithFlags", { domain });
            expect(running.id).toBeGreaterThan(0);
            expect(await libvirt.call("domainGetInfo", { domain })).toMatchObject({
                state: 1,
                maxMemoryKiB: 65536n,
                memoryKiB: 65536n,
                vcpus: 1,
            });
            await libvirt.call("domainSuspend", { domain });
            expect(await libvirt.call("domainGetState", { domain })).toMatchObject({ state: 3 });
            await libvirt.call("domainResume", { domain });
            await libvirt.call("domainDestroyFlags", { domain });
            const again = await refusal(libvirt.call("domainDestroyFlags", { domain }));
            expect(isOperationInvalid(again)).toBe(true);
            const title = { domain, type: 1, flags: 0 };
            await libvirt.call("domainSetMetadata", { ...title, metadata: "Ward 3: ümläut" });
            expect(await libvirt.call("domainGetMetadata", title)).toBe("Ward 3: ümläut");
        } finally {
            await libvirt.call("domainUndefineFlags", { domain });
        }
        const lookup = libvirt.call("domainLookupByUUID", { uuid: domain.uuid });
        expect(isNoDomain(await refusal(lookup))).toBe(true);
    });

    test("answers a hundred calls in flight at once", async () => {
        const lookups = Array.from({ length: 100 }, () =>
            libvirt.call("domainLookupByName", { name: "test" }),
        );
        const domains = await Promise.all(lookups);
        expect(domains.length).toBe(100);
        expect(new Set(domains.map(({ name, uuid }) => `${name} ${uuid}`)).size).toBe(1);
    });

    test("takes a screenshot of a running domain", async () => {
        const domain = await libvirt.call("domainLookupByName", { name: "test" });
        const { mime, data } = await libvirt.screenshot(domain);
        expect(mime).toBe("image/png");
        expect(data.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
        expect(data.subarray(-8, -4).toString()).toBe("IEND");
    });
});

describe("qemu:///system", () => {
    let libvirt: Libvirt;

    beforeAll(async () => {
        libvirt = await Libvirt.open("qemu:///system");
    });

    afterAll(() => libvirt.close());

    test("reads the host's description", async () => {
        expect(await libvirt.call("connectGetType", {})).toBe("QEMU");
        expect(await libvirt.call("connectGetCapabilities", {})).toContain("<capabilities>");
        const asked = { architecture: "x86_64", machine: "pc", virtType: "qemu" };
        expect(await libvirt.call("connectGetDomainCapabilities", asked)).toContain(
            "<domainCapabilities>",
        );
        // The daemon asks every emulator on the host before its first answer.
    }, 60_000);

    // VIR_DRV_FEATURE_NETWORK_UPDATE_HAS_CORRECT_ORDER
    test("sends networkUpdate's arguments in the table's order", async () => {
        expect(await libvirt.call("connectSupportsFeature", { feature: 16 })).toBe(true);
    });

    test("reports which kind of object does not exist", async () => {
        const pool = { name: "no-such-pool", uuid: unknownUuid };
        const path = "/no/such/volume";
        const uuid = unknownUuid;
        const refusals = await Promise.all([
            refusal(libvirt.call("domainLookupByUUID", { uuid })),
            refusal(libvirt.call("networkLookupByUUID", { uuid })),
            refusal(libvirt.call("nwfilterLookupByUUID", { uuid })),
            refusal(libvirt.call("storagePoolLookupByUUID", { uuid })),
            refusal(libvirt.call("storagePoolGetXMLDesc", { pool })),
            refusal(libvirt.call("storageVolLookupByPath", { path })),
        ]);
        expect(refusals.every(isNotFound)).toBe(true);
        const [domain, network, filter, byUuid, byHandle, volume] = refusals;
        expect(isNoDomain(domain)).toBe(true);
        expect(isNoNetwork(network)).toBe(true);
        expect(isNoNwfilter(filter)).toBe(true);
        expect(isNoStoragePool(byUuid)).toBe(true);
        expect(isNoStoragePool(byHandle)).toBe(true);
        expect(isNoStorageVolume(volume)).toBe(true);
    });

    test("defines and undefines a network filter", async () => {
        const xml = `<filter name="filter-${randomUUID()}" chain="root"/>`;
        const filter = await libvirt.call("nwfilterDefineXML", { xml });
        try {
            const found = await libvirt.call("nwfilterLookupByName", { name: filter.name });
            expect(found).toEqual(filter);
        } finally {
            await libvirt.call("nwfilterUndefine", { filter });
        }
        const lookup = libvirt.call("nwfilterLookupByName", { name: filter.name });
        expect(isNoNwfilter(await refusal(lookup))).toBe(true);
    });

    test("reads what a guest prints on its console", async () => {
        // The daemon may ask every emulator on the host before it starts one.
        const patient = { timeoutMs: 120_000 };
        const domain = await libvirt.call("domainCreateXML", { xml: bootlessDomainXml() }, patient);
        try {
            const guest = await libvirt.openConsole(domain);
            const patience = setTimeout(() => void guest.close(), 60_000);
            // QEMU looks only once a second whether anybody listens; what it printed before is lost.
            const reset = () => libvirt.call("domainReset", { domain }).catch(() => undefined);
            const repeat = setInterval(() => void reset(), 2000);
            try {
                expect(await readUntil(guest, "SeaBIOS")).toContain("SeaBIOS");
            } finally {
                clearInterval(repeat);
                clearTimeout(patience);
            }
        } finally {
            await libvirt.call("domainDestroyFlags", { domain });
        }
    }, 180_000);
});

describe("volumes", () => {
    const sizeBytes = 20 * 1024 * 1024;
    let libvirt: Libvirt;
    let folder: string;
    let pool: StoragePool;

    beforeAll(async () => {
        libvirt = await Libvirt.open("qemu:///system");
        folder = await mkdtemp(join(tmpdir(), "libvirt-itest-"));
        await chmod(folder, 0o711);
        const xml =
            `<pool type="dir"><name>itest-${randomUUID()}</name>` +
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

    function createVolume(name: string): Promise<StorageVolume> {
        const xml =
            `<volume><name>${name}</name><capacity>${sizeBytes}</capacity>` +
            '<target><format type="raw"/></target></volume>';
        return libvirt.call("storageVolCreateXML", { pool, xml });
    }

    test("uploads and downloads 20 MiB unchanged", async () => {
        const volume = await createVolume("there-and-back");
        const data = randomBytes(sizeBytes);
        let uploaded = 0n;
        async function* pieces(): AsyncGenerator<Buffer> {
            for (let at = 0; at < sizeBytes; at += 300_000) {
                yield data.subarray(at, at + 300_000);
            }
        }
        await libvirt.upload(volume, pieces(), {
            length: BigInt(sizeBytes),
            onProgress: (bytes) => (uploaded = bytes),
        });
        expect(uploaded).toBe(BigInt(sizeBytes));
        const back = await collect(libvirt.download(volume));
        expect(back.length).toBe(sizeBytes);
        expect(sha256(back)).toBe(sha256(data));
        const part = await collect(libvirt.download(volume, { offset: 1000n, length: 500_000n }));
        expect(part.equals(data.subarray(1000, 501_000))).toBe(true);
    });

    test("works after an aborted download and a failed upload", async () => {
        const volume = await createVolume("stopped");
        for await (const chunk of libvirt.download(volume)) {
            expect(chunk.length).toBeGreaterThan(0);
            break;
        }
        const reason = new Error("source is gone");
        async function* failing(): AsyncGenerator<Buffer> {
            yield Buffer.alloc(1024);
            throw reason;
        }
        await expect(libvirt.upload(volume, failing())).rejects.toBe(reason);
        const data = await collect(libvirt.download(volume));
        expect(data.length).toBe(sizeBytes);
    });

    test("lists, resizes, measures and deletes a volume", async () => {
        const volume = await createVolume("measured");
        expect(await libvirt.call("storagePoolListAllVolumes", { pool })).toContainEqual(volume);
        expect(await libvirt.call("storagePoolLookupByVolume", { volume })).toEqual(pool);
        const capacity = BigInt(2 * sizeBytes);
        await libvirt.call("storageVolResize", { volume, capacity });
        expect(await libvirt.call("storageVolGetInfo", { volume })).toMatchObject({
            type: 0,
            capacity,
        });
        await libvirt.call("storageVolDelete", { volume });
        const error = await refusal(
            libvirt.call("storageVolLookupByName", { pool, name: volume.name }),
        );
        expect(error.code).toBe(errorCode.noStorageVolume);
    });
});

/** A machine with nothing to boot from, whose BIOS prints on the first serial port. */
function bootlessDomainXml(): string {
    return (
        `<domain type="qemu"><name>console-${randomUUID()}</name>` +
        '<memory unit="MiB">32</memory><os><type machine="pc">hvm</type><bios useserial="yes"/></os>' +
        '<devices><serial type="pty"/></devices></domain>'
    );
}

async function readUntil(source: AsyncIterable<Buffer>, wanted: string): Promise<string> {
    let text = "";
    for await (const chunk of source) {
        text += chunk.toString();
        if (text.includes(wanted)) {
            break;
        }
    }
    return text;
}
