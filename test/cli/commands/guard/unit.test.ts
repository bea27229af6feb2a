import { spawnSync } from "node:child_process";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installUnit, removeUnit, unitText } from "../../../../src/cli/commands/guard/unit";
import { recordingIo } from "../../recordingIo";

let folder: string;
let systemd: { units: string; booted: string };
let environment: NodeJS.ProcessEnv;

/** A systemctl that records its arguments. */
const SYSTEMCTL = `#!/bin/sh
echo "$@" >> "$0.log"
case $1 in "$FAILS") echo 'Access denied.' >&2; exit 1 ;; esac
`;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-unit-"));
    systemd = { units: folder, booted: join(folder, "booted") };
    mkdirSync(systemd.booted);
    writeFileSync(join(folder, "systemctl"), SYSTEMCTL);
    chmodSync(join(folder, "systemctl"), 0o755);
    environment = { PATH: folder };
    jest.spyOn(process, "getuid" as never).mockReturnValue(0 as never);
});

afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
});

const asked = () => readFileSync(join(folder, "systemctl.log"), "utf8").trim().split("\n");
const unit = () => join(folder, "xplab-guard.service");

test("installs, starts and removes the unit", async () => {
    const io = recordingIo({ environment });
    await installUnit(io, "qemu:///system", systemd);
    expect(readFileSync(unit(), "utf8")).toContain("ExecStart=");
    await removeUnit(io, systemd);
    expect(existsSync(unit())).toBe(false);
    expect(asked()).toEqual([
        "daemon-reload",
        "enable xplab-guard.service",
        "restart xplab-guard.service",
        "disable --now xplab-guard.service",
        "daemon-reload",
    ]);
    expect(io.written.out).toBe(
        `Installed and started ${unit()}. See its log with "journalctl -u xplab-guard.service".\nRemoved ${unit()}.\n`,
    );
});

test("does not call systemd to remove a unit that is not installed", async () => {
    await removeUnit(recordingIo({ environment }), systemd);
    expect(existsSync(join(folder, "systemctl.log"))).toBe(false);
});

test("refuses a host without systemd", async () => {
    rmSync(systemd.booted, { recursive: true });
    await expect(
        installUnit(recordingIo({ environment }), "qemu:///system", systemd),
    ).rejects.toThrow(
        'This host does not run systemd, so the guard cannot be installed as a service. Configure the init system of the host to run "xplab guard --watch" as root at boot. [guard-no-systemd]',
    );
    expect(existsSync(unit())).toBe(false);
});

test("reports systemd's own message", async () => {
    const io = recordingIo({ environment: { ...environment, FAILS: "enable" } });
    await expect(installUnit(io, "qemu:///system", systemd)).rejects.toThrow(
        '"systemctl enable xplab-guard.service" failed: Access denied. Check "journalctl -u xplab-guard", fix the reported problem, and run the same command again. [guard-unit-failed]',
    );
});

test("refuses users other than root", async () => {
    jest.spyOn(process, "getuid" as never).mockReturnValue(1000 as never);
    await expect(removeUnit(recordingIo({ environment }), systemd)).rejects.toThrow(
        "[guard-needs-root]",
    );
});

const FACTS = { node: "/usr/bin/node", package: "/opt/x p$%/xplab", uri: "qemu:///system" };

test("quotes paths with systemd's special characters", () => {
    expect(unitText(FACTS)).toContain(
        'ExecStart="/usr/bin/node" "/opt/x p$$%%/xplab/bin/xplab" guard --watch --uri "qemu:///system"\n',
    );
});

test("writes a unit that systemd-analyze accepts", () => {
    const facts = { ...FACTS, node: process.execPath, package: join(__dirname, "../../../..") };
    writeFileSync(unit(), unitText(facts));
    const words = ["verify", unit()];
    const { error, status, stderr } = spawnSync("systemd-analyze", words, { encoding: "utf8" });
    // Debian has this program in the package of systemd itself, which containers lack.
    expect(error ?? { status, stderr }).toEqual(
        existsSync("/usr/bin/systemd-analyze") ? { status: 0, stderr: "" } : error,
    );
});
