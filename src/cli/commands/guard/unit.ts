import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { guardNeedsRoot, guardNoSystemd, guardUnitFailed } from "../../../errors";
import { runProgram } from "../../host/childProcess";
import { findExecutable } from "../../host/executables";
import type { Io } from "../../output/io";
import { PACKAGE } from "../../ownPackage";

const NAME = "xplab-guard.service";

/** Where systemd has its things. */
export interface Systemd {
    /** The folder of units that are the host's own. */
    readonly units: string;
    /** There while systemd is the host's first process: sd_booted(3). */
    readonly booted: string;
}

const SYSTEMD: Systemd = { units: "/etc/systemd/system", booted: "/run/systemd/system" };

/** Has systemd run the guard from now on, and from each start of the host. */
export async function installUnit(io: Io, uri: string, systemd = SYSTEMD): Promise<void> {
    requireSystemd(systemd);
    const unit = join(systemd.units, NAME);
    writeFileSync(unit, unitText({ node: process.execPath, package: PACKAGE, uri }));
    await systemctl(io, "daemon-reload");
    await systemctl(io, "enable", NAME);
    // Also where an earlier version of it runs.
    await systemctl(io, "restart", NAME);
    io.out.write(`${unit} is written, enabled and started. It logs to: journalctl -u ${NAME}\n`);
}

/** Ends the guard of systemd, and removes its unit; rules that are set stay. */
export async function removeUnit(io: Io, systemd = SYSTEMD): Promise<void> {
    requireSystemd(systemd);
    const unit = join(systemd.units, NAME);
    if (existsSync(unit)) {
        await systemctl(io, "disable", "--now", NAME);
        rmSync(unit);
        await systemctl(io, "daemon-reload");
    }
    io.out.write(`${unit} is not there.\n`);
}

function requireSystemd({ booted }: Systemd): void {
    if (process.getuid?.() !== 0) throw guardNeedsRoot();
    if (!existsSync(booted)) throw guardNoSystemd();
}

async function systemctl({ environment: env, signal }: Io, ...words: string[]): Promise<void> {
    const path = findExecutable("systemctl", env);
    if (path === undefined) throw guardNoSystemd();
    const ended = await runProgram(path, words, { env, signal });
    if (ended?.code === 0) return;
    const [says = ""] = ended?.stderr.trim().split("\n") ?? [];
    const command = ["systemctl", ...words].join(" ");
    throw guardUnitFailed({ command, says: says.replace(/\.$/, "") });
}

export interface UnitFacts {
    /** Path of Node. */
    readonly node: string;
    /** The folder in which xplab is installed. */
    readonly package: string;
    readonly uri: string;
}

/**
 * The rules are set before any guest is started with the host, and before the network is up; the guard itself waits for
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
# What it unplugged is plugged in by the next one.
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

/** systemd.service(5): a percent sign is a specifier, a dollar a variable, words with spaces take quotes. */
const quoted = (word: string): string =>
    `"${word.replace(/[\\"]/g, "\\$&").replaceAll("%", "%%").replaceAll("$", "$$$$")}"`;
