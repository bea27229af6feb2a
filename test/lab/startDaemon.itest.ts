import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseStat } from "../../src/cli/commands/doctor/orphan";
import { until } from "../integration/support/host/until";
import { PrivateDaemon } from "../integration/support/host/privateDaemon";
import { isAlive } from "../integration/support/host/processes";

const MODULE = pathToFileURL(join(__dirname, "../../tools/lab/startDaemon.mjs")).href;
const START = `
    import { startDaemon } from "${MODULE}";
    await startDaemon({ name: "libvirtd", leavesOrphans: true });`;
const GUEST = `
    <domain type='qemu'>
        <name>idle</name>
        <memory unit='MiB'>64</memory>
        <os><type arch='x86_64' machine='pc'>hvm</type></os>
    </domain>`;

let daemon: PrivateDaemon;

beforeAll(async () => {
    daemon = await PrivateDaemon.start("below-tini");
    await daemon.kill(); // only its surroundings are wanted here
});

afterAll(() => daemon.stop());

test("libvirtd's guests are tini's while it runs, and outlive both", async () => {
    await daemon.command(process.execPath, "--input-type=module", "--eval", START);
    await until("libvirtd's answer", () => daemon.command("virsh", "list").catch(() => undefined));
    const [tini, libvirtd] = [pidOf("tini"), pidOf("libvirtd")];
    expect(parentOf(libvirtd)).toBe(tini);

    const file = join(daemon.folder, "idle.xml");
    writeFileSync(file, GUEST);
    await daemon.command("virsh", "create", file);
    const guest = daemon.emulatorOf("idle").pid;
    expect(parentOf(guest)).toBe(tini);

    process.kill(libvirtd, "SIGTERM");
    await until("the end of both", () => !isAlive(libvirtd) && !isAlive(tini));
    expect(isAlive(guest)).toBe(true);
});

function pidOf(program: string): number {
    const found = daemon.processes().find(({ command }) => command[0] === program);
    return found?.pid ?? 0;
}

const parentOf = (pid: number) => parseStat(readFileSync(`/proc/${pid}/stat`, "utf8"))?.parent;
