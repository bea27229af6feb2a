import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addToDaemonRecord, readDaemonRecord } from "../../tools/lab/daemonRecord.mjs";

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-daemons-"));
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

test("is empty where nothing was started", async () => {
    expect(await readDaemonRecord(join(folder, "daemons.json"))).toEqual({
        processes: [],
        units: [],
    });
});

test("keeps the order of the starts", async () => {
    const file = join(folder, "lab", "daemons.json");
    const virtlogd = { name: "virtlogd", pid: 11, startTicks: 100 };
    const libvirtd = { name: "libvirtd", pid: 12, startTicks: 101 };
    await addToDaemonRecord(file, { processes: [virtlogd], units: [] });
    await addToDaemonRecord(file, { processes: [libvirtd], units: ["libvirtd"] });
    expect(await readDaemonRecord(file)).toEqual({
        processes: [virtlogd, libvirtd],
        units: ["libvirtd"],
    });
});
