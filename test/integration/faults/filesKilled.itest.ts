import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { output } from "../support/host/command";
import type { ChangingCall } from "../support/faults/daemonProxy";
import { FaultBench } from "../support/faults/faultBench";
import type { Stack } from "../support/stack/stack";
import { runWithKill } from "../support/faults/runWithKill";

jest.setTimeout(600_000);

let bench: FaultBench;
let stack: Stack;

beforeAll(async () => {
    bench = await FaultBench.open("files");
    stack = await bench.stack("files");
    const folder = join(stack.folder, "media");
    await mkdir(folder);
    await writeFile(join(folder, "Read me.txt"), "from the folder");
    await stack.setProgram(`
const provider = new libvirt.Provider("libvirt", { uri: "${bench.uri}" });
const name = "${stack.project}";
const path = "${bench.daemon.folder}/" + name;
const pool = new libvirt.Pool("pool", { name, path }, { provider, deleteBeforeReplace: true });
const raw = { pool: pool.name, format: "raw" };
const filesystem = { type: "fat16", label: "RESULTS" };
new libvirt.Volume("cd", { ...raw, source: { folder: "${folder}" }, accept: "this reaches beyond the lab" }, { provider });
new libvirt.Volume("out", { ...raw, capacityBytes: 8 << 20, filesystem }, { provider });
`);
});

afterAll(() => bench.close());

const kindOf = ({ side, label }: ChangingCall) => `${side} ${label}`;
const isOfVolumes = ({ label }: ChangingCall) => label.startsWith("storageVol");

test("the next run finishes one whose provider was killed before and after each call on volumes", async () => {
    const hit = new Set<string>();
    for (;;) {
        const isMoment = (call: ChangingCall) => isOfVolumes(call) && !hit.has(kindOf(call));
        const args = ["up", "--parallel", "1"];
        const killedAt = await runWithKill(bench, stack, args, { victim: "provider", isMoment });
        if (killedAt === undefined) break;
        hit.add(kindOf(killedAt));
    }
    const calls = ["cd.part", "out"].flatMap((volume) => [
        `before storageVolCreateXML ${volume}`,
        `after storageVolCreateXML ${volume}`,
        `before storageVolUpload ${volume}`,
        `after storageVolUpload ${volume}`,
    ]);
    expect(calls.filter((call) => !hit.has(call))).toEqual([]);
    expect(await stack.preview()).toEqual({ same: 5 });

    expect(await output("mdir", ["-b", "-i", `${await stack.pathOf("out")}@@1M`, "::"])).toBe("");
    expect(
        await output("mlabel", ["-s", "-i", `${await stack.pathOf("out")}@@1M`, "::"]),
    ).toContain("RESULTS");
    const cd = [
        "-read_fs",
        "norock",
        "-indev",
        await stack.pathOf("cd"),
        "-find",
        "/",
        "-type",
        "f",
    ];
    expect(await output("xorriso", cd)).toBe("'/Read me.txt'\n");
    await stack.dispose();
    expect(await bench.everything()).toEqual({ more: [], less: [] });
});
