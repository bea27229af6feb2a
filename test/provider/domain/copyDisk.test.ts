import { copyDisk } from "../../../src/provider/domain/copyDisk";
import { fakeLibvirt, libvirtError } from "../fakeLibvirt";

const domain = { name: "xp", uuid: "5f1c5b0e-1d4c-4a45-9a25-0d9d4c8b5f0a", id: 1 };
const copying = { domain, disk: "hdb", job: "copy", to: "/pool/new" } as const;

interface Disk {
    readonly file: string;
    readonly mirror?: string;
}

const liveWith = ({ file, mirror = "" }: Disk) =>
    `<domain><devices><disk><source file='${file}'/>${mirror}<target dev='hdb'/></disk></devices></domain>`;

const mirrorTo = (file: string, job = "copy") =>
    `<mirror type='file' job='${job}'><source file='${file}'/></mirror>`;

/** A guest whose disk and block job are in the given states, one after the other. The first pivot is refused. */
function host(disks: Disk[], jobs: { found: boolean; cur?: bigint; end?: bigint }[]) {
    const refusals = [libvirtError("blockCopyActive")];
    return fakeLibvirt({
        domainGetXMLDesc: () =>
            liveWith((disks.length > 1 ? disks.shift() : disks[0]) ?? { file: "" }),
        domainGetBlockJobInfo: () => ({ cur: 0n, end: 0n, ...jobs.shift() }),
        domainBlockJobAbort: () => {
            const refusal = refusals.pop();
            if (refusal !== undefined) throw refusal;
        },
    }).libvirt;
}

const begun = jest.fn(() => Promise.resolve());

const { signal } = new AbortController();

beforeEach(() => begun.mockClear());

test("switches to the copy once everything is copied and QEMU is ready", async () => {
    const libvirt = host(
        [{ file: "/pool/old" }, { file: "/pool/new" }],
        [
            { found: true, cur: 1n, end: 4n },
            { found: true, cur: 4n, end: 4n },
            { found: true, cur: 4n, end: 4n },
        ],
    );
    await copyDisk(libvirt, copying, begun, signal);
    expect(begun).toHaveBeenCalledTimes(1);
});

test("continues a copy that an earlier run began", async () => {
    const libvirt = host(
        [{ file: "/pool/old", mirror: mirrorTo("/pool/new") }, { file: "/pool/new" }],
        [{ found: false }],
    );
    await copyDisk(libvirt, copying, begun, signal);
    expect(begun).not.toHaveBeenCalled();
});

test("reports a failed job, which disappears like a finished one", async () => {
    const libvirt = host(
        [{ file: "/pool/old" }],
        [{ found: true, cur: 1n, end: 4n }, { found: false }],
    );
    await expect(copyDisk(libvirt, copying, begun, signal)).rejects.toThrow(
        'Disk hdb of domain "xp" could not be copied to "/pool/new". The guest still uses the original. Make room in the pool if ' +
            "it is full, and run again. QEMU's log in /var/log/libvirt/qemu on the host has details. [disk-not-copied]",
    );
});

test.each([
    ["to another file", mirrorTo("/backup/xp")],
    ["of another kind", mirrorTo("/backup/xp", "active-commit")],
])("leaves alone somebody else's copy %s", async (_what, mirror) => {
    const libvirt = host([{ file: "/pool/old", mirror }], []);
    await expect(copyDisk(libvirt, copying, begun, signal)).rejects.toThrow(
        'Disk hdb of domain "xp" is being copied to "/backup/xp" by another program. Wait for the copy to finish, or stop it ' +
            'with "virsh blockjob xp hdb --abort", then run again. [disk-busy]',
    );
    expect(begun).not.toHaveBeenCalled();
});

describe("a copy that does not end", () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    /** What is left to copy, second by second; the last value stays. */
    const leftOver = (...left: readonly bigint[]) => {
        const begin = performance.now();
        return fakeLibvirt({
            domainGetXMLDesc: () => liveWith({ file: "/pool/old" }),
            domainGetBlockJobInfo: () => {
                const second = Math.floor((performance.now() - begin) / 1000);
                return { found: true, cur: 100n - (left[second] ?? left.at(-1) ?? 0n), end: 100n };
            },
            domainBlockJobAbort: () => {
                throw libvirtError("blockCopyActive");
            },
        }).libvirt;
    };

    test.each([
        ["that stands still", leftOver(50n), 0],
        ["that the guest outruns", leftOver(50n, 60n, 50n, 70n), 0],
        ["that QEMU never calls ready", leftOver(50n, 0n), 1],
    ])("fails after ten minutes without progress: one %s", async (_what, libvirt, seconds) => {
        const copied = copyDisk(libvirt, copying, begun, signal);
        const failure = expect(copied).rejects.toThrow(
            'The copy of disk hdb of domain "xp" to "/pool/new" has made no progress for 600 s. Check the load on the ' +
                "host's storage and what the guest writes to that disk, then run again. [disk-copy-stalled]",
        );
        const settled = jest.fn();
        void copied.catch(settled);
        await jest.advanceTimersByTimeAsync((599 + seconds) * 1000);
        expect(settled).not.toHaveBeenCalled();
        await jest.advanceTimersByTimeAsync(2000);
        await failure;
    });

    test("is waited for as long as it makes progress", async () => {
        const stopping = new AbortController();
        const hour = Array.from({ length: 3600 }, (_, second) => BigInt(4000 - second));
        const copied = copyDisk(leftOver(...hour), copying, begun, stopping.signal);
        const failure = expect(copied).rejects.toThrow("stopped");
        await jest.advanceTimersByTimeAsync(3600 * 1000);
        stopping.abort(new Error("stopped"));
        await failure;
    });
});
