import { copyDisk } from "../../../src/provider/domain/blockJob";
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

/** A guest whose disk is like this, one look after the other, and whose job has come so far. */
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

beforeEach(() => begun.mockClear());

test("goes on from the copy when all is copied and QEMU says that it is ready", async () => {
    const libvirt = host(
        [{ file: "/pool/old" }, { file: "/pool/new" }],
        [
            { found: true, cur: 1n, end: 4n },
            { found: true, cur: 4n, end: 4n },
            { found: true, cur: 4n, end: 4n },
        ],
    );
    await copyDisk(libvirt, copying, begun);
    expect(begun).toHaveBeenCalledTimes(1);
});

test("goes on with what an earlier run has begun", async () => {
    const libvirt = host(
        [{ file: "/pool/old", mirror: mirrorTo("/pool/new") }, { file: "/pool/new" }],
        [{ found: false }],
    );
    await copyDisk(libvirt, copying, begun);
    expect(begun).not.toHaveBeenCalled();
});

test("a job that failed is told, though it is gone like one that is done", async () => {
    const libvirt = host(
        [{ file: "/pool/old" }],
        [{ found: true, cur: 1n, end: 4n }, { found: false }],
    );
    await expect(copyDisk(libvirt, copying, begun)).rejects.toThrow(
        `Disk hdb of domain "xp" could not be copied to "/pool/new". The guest still uses the original. Make room in the pool if it is full, and run again. QEMU's log in /var/log/libvirt/qemu on the host has details. [disk-not-copied]`,
    );
});

test.each([
    ["to another file", mirrorTo("/backup/xp")],
    ["of another kind", mirrorTo("/backup/xp", "active-commit")],
])("somebody else's copy %s is left to him", async (_what, mirror) => {
    const libvirt = host([{ file: "/pool/old", mirror }], []);
    await expect(copyDisk(libvirt, copying, begun)).rejects.toThrow(
        'Disk hdb of domain "xp" is being copied to "/backup/xp" by another program. Wait for the copy to finish, or stop it with "virsh blockjob xp hdb --abort", then run again. [disk-busy]',
    );
    expect(begun).not.toHaveBeenCalled();
});
