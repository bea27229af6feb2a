import { type Finding, ok, type Probe, skipped, warning } from "./check";
import { AT_ONCE_SECONDS, LONGEST_SECONDS, parseStat } from "./orphan";

const SYSTEM = "qemu:///system";
/** Pid files of the daemon that starts guests. */
const PID_FILES = ["/run/libvirtd.pid", "/run/virtqemud.pid"];
const DAEMONS = ["libvirtd", "virtqemud"];

/**
 * Finds out which process reaps QEMU after it has ended. QEMU is no child of libvirtd, and libvirtd waits at each stop and
 * reset of a guest until QEMU is reaped: up to 2 s if the first process of a container polls.
 */
export async function reaper(
    probe: Pick<Probe, "uri" | "read" | "libvirt" | "orphan">,
): Promise<Finding> {
    if (probe.uri !== SYSTEM) return skipped(`only checked for ${SYSTEM}`);
    await probe.libvirt(); // starts a daemon that waits for its socket
    const daemon = findDaemon(probe);
    if (daemon === undefined) return skipped("libvirt's daemon is not visible from here");
    const known = daemon.ancestors.find(reapsAtOnce);
    if (known !== undefined) return ok(nameOf(known));
    const { parent, seconds } = await probe.orphan();
    const found = daemon.ancestors.find(({ pid }) => pid === parent);
    if (found === undefined) {
        return skipped(`${daemon.name} has a different reaper than this shell`);
    }
    if (seconds <= AT_ONCE_SECONDS) return ok(nameOf(found));
    return warning(
        `${nameOf(found)} ${lateness(seconds)}`,
        `Stop ${daemon.name} and restart it with "setsid --fork tini -s -- ${daemon.name}", or start its container with "docker run --init".`,
    );
}

/** Without a reaper, `virsh destroy` of libvirt 9.0 took 80 s. */
const lateness = (seconds: number): string =>
    seconds >= LONGEST_SECONDS
        ? "does not reap: each stop and reset of a guest takes more than a minute"
        : `reaps late (after ${seconds.toFixed(1)} s), which delays each stop and reset of a guest`;

interface Ancestor {
    readonly pid: number;
    readonly name: string;
    readonly words: readonly string[];
}

const nameOf = ({ name, pid }: Ancestor) => `${name} (process ${pid})`;

/** Recognized by name, because our own orphan may not reach a subreaper above libvirtd. */
const reapsAtOnce = ({ name, words }: Ancestor) =>
    name === "systemd" || (name === "tini" && words.includes("-s"));

function findDaemon({ read }: Pick<Probe, "read">) {
    for (const file of PID_FILES) {
        const pid = Number.parseInt(read(file) ?? "");
        const daemon = parseStat(read(`/proc/${pid}/stat`) ?? "");
        // The file may be stale, and its number may belong to another process.
        if (daemon !== undefined && DAEMONS.includes(daemon.name)) {
            return { name: daemon.name, ancestors: ancestors(daemon.parent, read) };
        }
    }
    return undefined;
}

/** The parent of a process first. */
function ancestors(pid: number, read: Probe["read"]): Ancestor[] {
    const stat = parseStat(read(`/proc/${pid}/stat`) ?? "");
    if (stat === undefined) return [];
    const words = (read(`/proc/${pid}/cmdline`) ?? "").split("\0");
    return [{ pid, name: stat.name, words }, ...ancestors(stat.parent, read)];
}
