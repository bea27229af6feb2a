import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardNeedsRoot, guardNoSystemd, guardUnitFailed } from "../../../errors";
import { firstLineOf, runHostProgram } from "../../host/hostProgram";
import type { Io } from "../../output/io";
import { PACKAGE } from "../../ownPackage";

const NAME = "xplab-guard.service";

/** Paths of systemd. */
interface Systemd {
    /** The folder for the administrator's units. */
    readonly units: string;
    /** Exists while systemd is the host's init: sd_booted(3). */
    readonly booted: string;
}

const SYSTEMD: Systemd = { units: "/etc/systemd/system", booted: "/run/systemd/system" };

/** Installs the guard as a unit of systemd, which runs it now and from each start of the host. */
export async function installUnit(io: Io, uri: string, systemd = SYSTEMD): Promise<void> {
    requireSystemd(systemd);
    const unit = join(systemd.units, NAME);
    writeFileSync(unit, unitText({ node: process.execPath, package: PACKAGE, uri }));
    await systemctl(io, "daemon-reload");
    await systemctl(io, "enable", NAME);
    // Not "start": an earlier version may be running.
    await systemctl(io, "restart", NAME);
    io.out.write(`Installed and started ${unit}. See its log with "journalctl -u ${NAME}".\n`);
}

/** Stops the guard that systemd runs, and removes its unit; the rules stay. */
export async function removeUnit(io: Io, systemd = SYSTEMD): Promise<void> {
    requireSystemd(systemd);
    const unit = join(systemd.units, NAME);
    if (!existsSync(unit)) {
        io.out.write(`${unit} is not installed.\n`);
        return;
    }
    await systemctl(io, "disable", "--now", NAME);
    rmSync(unit);
    await systemctl(io, "daemon-reload");
    io.out.write(`Removed ${unit}.\n`);
}

function requireSystemd({ booted }: Systemd): void {
    if (process.getuid?.() !== 0) throw guardNeedsRoot();
    if (!existsSync(booted)) throw guardNoSystemd();
}

async function systemctl(io: Io, ...args: string[]): Promise<void> {
    const ended = await runHostProgram(io, "systemctl", args);
    if (ended === undefined) throw guardNoSystemd();
    if (ended.code === 0) return;
    const command = ["systemctl", ...args].join(" ");
    throw guardUnitFailed({ command, says: firstLineOf(ended.stderr) });
}

export interface UnitFacts {
    /** Path of Node. */
    readonly node: string;
    /** The folder in which xplab is installed. */
    readonly package: string;
    readonly uri: string;
}

/**
 * The unit sets the rules before the network is up and before any guest autostarts. The guard itself then waits for
 * libvirt, as long as it takes.
 */
export const unitText = ({ node, package: folder, uri }: UnitFacts): string => `[Unit]
Description=Guard of xplab's guests
Documentation=file://${folder}/docs/how-to/guard.md
Wants=network-pre.target
Before=network-pre.target libvirt-guests.service
Before=libvirtd.service virtqemud.service virtnetworkd.service virtnwfilterd.service
After=nftables.service netfilter-persistent.service firewalld.service ufw.service
DefaultDependencies=no
After=local-fs.target sysinit.target
Conflicts=shutdown.target
Before=shutdown.target

[Service]
Type=exec
ExecStartPre=${quoted(node)} ${quoted(join(folder, "bin/xplab"))} guard
ExecStart=${quoted(node)} ${quoted(join(folder, "bin/xplab"))} guard --watch --uri ${quoted(uri)}
Restart=always
RestartSec=1
# The next guard plugs in what this one has unplugged.
KillMode=mixed
SuccessExitStatus=130
TimeoutStopSec=15
ProtectSystem=full
ProtectHome=read-only
PrivateTmp=yes
NoNewPrivileges=yes

[Install]
WantedBy=multi-user.target
`;

/** systemd.service(5): "%" starts a specifier and "$" a variable; words with spaces need quotes. */
const quoted = (word: string): string =>
    `"${word.replace(/[\\"]/g, "\\$&").replaceAll("%", "%%").replaceAll("$", "$$$$")}"`;
