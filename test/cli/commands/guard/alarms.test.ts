import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Alarm, fingerprintOf, watchFirewall } from "../../../../src/cli/commands/guard/alarms";
import { until } from "../../../integration/support/host/until";

let folder: string;
let ending: AbortController;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-alarms-"));
    ending = new AbortController();
});

afterEach(() => {
    ending.abort();
    rmSync(folder, { recursive: true });
});

const io = () => ({ environment: { PATH: folder }, signal: ending.signal });

function program(name: string, script: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
}

const versions = (kind: string) => {
    for (const name of ["iptables", "ip6tables", "ebtables", "arptables"]) {
        program(name, `echo "${name} v1.8.9 (${kind})"`);
    }
};

test("keeps an alarm that rings before anybody waits, with the widest change", async () => {
    const alarm = new Alarm();
    alarm.ring("anything");
    alarm.ring("rules");
    expect(await alarm.wait(60_000, ending.signal)).toBe("anything");
    expect(await alarm.wait(1, ending.signal)).toBeUndefined();
});

test("ends the wait at an alarm and at the end", async () => {
    const alarm = new Alarm();
    const waiting = alarm.wait(60_000, ending.signal);
    alarm.ring("rules");
    expect(await waiting).toBe("rules");
    const last = alarm.wait(60_000, ending.signal);
    ending.abort();
    expect(await last).toBeUndefined();
});

test("rings at changes that nft reports, and restarts nft when it ends", async () => {
    versions("nf_tables");
    program("nft", "echo new generation");
    let rung = 0;
    expect(await watchFirewall(io(), () => (rung += 1))).toBe("nft monitor");
    await until("a second start", () => rung >= 4);
});

test("cannot watch legacy iptables, which reports no changes", async () => {
    versions("legacy");
    program("nft", "exit 1");
    expect(await watchFirewall(io(), () => undefined)).toBeUndefined();
});

test("ignores counters and the time of a listing", async () => {
    const list = (first: string, second: string) => {
        program("ebtables-save", `echo "# at ${first}"; echo "-A a -j ${second}"`);
        for (const name of ["iptables", "ip6tables", "arptables"]) program(name, "exit 0");
        program("nft", `echo "counter packets ${first} bytes 1 drop"`);
        return fingerprintOf(io());
    };
    const before = await list("1", "DROP");
    expect(await list("2", "DROP")).toBe(before);
    expect(await list("2", "ACCEPT")).not.toBe(before);
});
