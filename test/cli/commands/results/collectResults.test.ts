import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectResults } from "../../../../src/cli";
import { Libvirt } from "../../../../src/libvirt";
import { FatWriter } from "../../../fat/fatWriter";
import { fakeLibvirt, libvirtError } from "../../../provider/fakeLibvirt";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const OFF = -1;
const PATH = "/images/results";

let base: string;
let writer: FatWriter;

beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "collect-"));
    writer = new FatWriter();
    writer.file("Report.txt", "passed");
});

afterEach(async () => {
    jest.restoreAllMocks();
    await rm(base, { recursive: true });
});

interface Host {
    /** libvirt's ids of the domain, one look-up after the other. */
    readonly ids?: number[];
    readonly format?: string;
    readonly target?: string;
    readonly backing?: string;
    readonly isVolume?: boolean;
}

function onHost({
    ids = [OFF],
    format = "raw",
    target = "hdb",
    backing,
    isVolume = true,
}: Host = {}) {
    const below =
        backing === undefined
            ? ""
            : `<backingStore type='file'><source file='${backing}'/></backingStore>`;
    const domain = () => ({
        name: "lab-dev-xp",
        uuid: UUID,
        id: ids.length > 1 ? ids.shift() : ids[0],
    });
    const { libvirt } = fakeLibvirt({
        domainLookupByName: ({ name }: { name: string }) => {
            if (name !== "lab-dev-xp") throw libvirtError("noDomain");
            return domain();
        },
        domainLookupByUUID: ({ uuid }: { uuid: string }) => {
            if (uuid !== UUID) throw libvirtError("noDomain");
            return domain();
        },
        domainGetXMLDesc: () =>
            `<domain><devices><disk device='disk'><driver name='qemu' type='${format}'/><source file='${PATH}'/>${below}<target dev='${target}'/></disk></devices></domain>`,
        storageVolLookupByPath: ({ path }: { path: string }) => {
            if (!isVolume) throw libvirtError("noStorageVolume");
            return { pool: "pool", name: "results", key: path };
        },
        storageVolGetInfo: () => ({
            type: 0,
            capacity: BigInt(writer.disk.length),
            allocation: 0n,
        }),
    });
    libvirt.download = async function* (_volume, part) {
        const { offset = 0n, length = 0n, signal } = part ?? {};
        signal?.throwIfAborted();
        yield writer.disk.subarray(Number(offset), Number(offset + length));
    };
    libvirt.close = () => undefined;
    jest.spyOn(Libvirt, "open").mockResolvedValue(libvirt);
}

const collect = (domain = "lab-dev-xp") =>
    collectResults({ uri: "fake:///", domain, folder: join(base, "xp") });

test.each(["lab-dev-xp", UUID, UUID.toUpperCase()])("the files of %s come", async (domain) => {
    onHost();
    const folder = join(base, "xp");
    expect(await collect(domain)).toEqual({
        domain: "lab-dev-xp",
        folder,
        files: 1,
        bytes: 6,
        skipped: [],
        renamed: [],
    });
    expect(await readdir(folder)).toContain("Report.txt");
});

const NO_DISK =
    'Domain "lab-dev-xp" has no disk for results. ' +
    'Set results, with a folder, on its machine, and run "pulumi up". [results-disk-missing]';
const RUNS =
    'Domain "lab-dev-xp" is running, and Windows writes some files only when it shuts down. ' +
    "Shut it down, or wait until it is off with --wait SECONDS. [results-guest-runs]";

test.each<[string, Host, string]>([
    ["a guest that runs", { ids: [3] }, RUNS],
    ["one that somebody starts meanwhile", { ids: [OFF, OFF, 4] }, RUNS],
    ["another disk in the place", { backing: "/images/golden" }, NO_DISK],
    ["no disk in the place", { target: "hda" }, NO_DISK],
    ["a disk that is no volume", { isVolume: false }, NO_DISK],
])("refuses %s, and leaves nothing", async (_what, host, message) => {
    onHost(host);
    await expect(collect()).rejects.toMatchObject({ name: "UserError", message });
    expect(await readdir(base)).toEqual([]);
});

test("names a missing domain", async () => {
    onHost();
    await expect(collect("xp")).rejects.toMatchObject({
        message:
            'There is no domain "xp" at "fake:///". ' +
            'Use the name or UUID of an existing domain; "virsh list --all" shows them. [domain-not-found]',
    });
});

test("names a disk with another file system", async () => {
    onHost();
    writer.disk[450] = 0x07;
    await expect(collect()).rejects.toMatchObject({
        message:
            'The results on volume "pool/results" cannot be read: it has no partition with FAT16 or FAT32. ' +
            "Check the disk in the guest: its first partition must be formatted with FAT or FAT32. [results-unreadable]",
    });
});

test("gives up results that take too long", async () => {
    onHost();
    jest.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort(new Error("over")));
    await expect(collect()).rejects.toMatchObject({
        message:
            'The results of domain "lab-dev-xp" could not be read within 30 minutes. ' +
            "Write less to the disk for results. A hostile guest may also have laid out its files to be slow to read. [results-take-too-long]",
    });
});

test("ends with the reason of the caller's signal", async () => {
    onHost();
    const signal = AbortSignal.abort(new Error("Ctrl-C"));
    const folder = join(base, "xp");
    await expect(collectResults({ uri: "fake:///", domain: UUID, folder, signal })).rejects.toThrow(
        new Error("Ctrl-C"),
    );
});
