import { dirname } from "node:path";
import { TAP_GUARD } from "../../../xp/reach/tapGuard";
import {
    type Check,
    type Finding,
    ok,
    type Probe,
    problem,
    qemuDaemon,
    skipped,
    warning,
} from "./check";
import { reaper } from "./reaper";

/** Checks of the machine that libvirt runs on. */
export const hostChecks: readonly Check[] = [
    { name: "/dev/kvm", check: kvmDevice },
    { name: "firewall", check: firewall },
    { name: "tap guard", check: tapGuard },
    { name: "forwarding", check: forwarding },
    { name: "virtlogd", check: virtlogd },
    { name: "reaper", check: reaper },
    { name: "sandbox", check: sandbox },
    { name: "image folder", check: imageFolder },
    { name: "free space", check: freeSpace },
];

const KVM = "/dev/kvm";
/** Read and write for the group, as udev's rule for the device sets it. */
const GROUP_MAY_OPEN = 0o060;
const OTHERS_MAY_OPEN = 0o006;
const ROOT = 0;

function kvmDevice({ stat, read }: Probe): Finding {
    const device = stat(KVM);
    if (device === undefined) {
        return warning(
            "missing: guests are emulated",
            'Load it with "modprobe kvm_intel" or "modprobe kvm_amd".',
        );
    }
    const { mode, gid } = device;
    if ((mode & OTHERS_MAY_OPEN) === OTHERS_MAY_OPEN) return ok("open to all users");
    const group = groupName(read("/etc/group"), gid);
    if ((mode & GROUP_MAY_OPEN) === GROUP_MAY_OPEN && gid !== ROOT) {
        return ok(`open to group ${group}`);
    }
    return warning(
        "closed to QEMU's user: guests are emulated, and each start takes half a minute longer",
        `Open it to group kvm: chgrp kvm ${KVM} && chmod 660 ${KVM}`,
    );
}

const groupName = (groups = "", gid: number): string =>
    new RegExp(`^([^:]+):[^:]*:${gid}:`, "m").exec(groups)?.[1] ?? String(gid);

const FIREWALL_TOOLS = ["ebtables", "iptables", "ip6tables"];

function firewall({ find }: Probe): Finding {
    const missing = FIREWALL_TOOLS.filter((tool) => find(tool) === undefined);
    if (missing.length === 0) return ok(FIREWALL_TOOLS.join(", "));
    return problem(
        `not installed: ${missing.join(", ")}; libvirt needs them to filter guests`,
        "Install them: apt install ebtables iptables",
    );
}

async function tapGuard({ missingGuards }: Probe): Promise<Finding> {
    const missing = await missingGuards();
    if (missing === undefined) return skipped("needs root");
    if (missing === 0) return ok("set");
    return warning(
        `${missing} of ${TAP_GUARD.length} rules are missing: guests can reach the host past their filters`,
        'Set them with "sudo xplab guard", or at each boot with "sudo xplab guard --install".',
    );
}

const FORWARD = "/proc/sys/net/ipv4/ip_forward";
const READ_ONLY_SYSCTLS = /^\S+ \/proc\/sys \S+ ro\b/m;

function forwarding({ read }: Probe): Finding {
    if (read(FORWARD)?.trim() === "1") return ok("on");
    if (!READ_ONLY_SYSCTLS.test(read("/proc/mounts") ?? "")) {
        return ok("off; libvirt turns it on for networks that need it");
    }
    return warning(
        "off, and /proc/sys is read-only: no network can reach the internet",
        `Turn it on outside of this container: echo 1 > ${FORWARD}`,
    );
}

const QEMU_CONF = "/etc/libvirt/qemu.conf";
const LOG_SOCKET = "libvirt/virtlogd-sock";

/** In /proc/net/unix, the line of a listening socket ends with its path. */
function virtlogd(probe: Probe): Finding {
    const { read } = probe;
    if (/^\s*stdio_handler\s*=\s*"file"/m.test(read(QEMU_CONF) ?? "")) {
        return warning(
            "not used: serial logs and captures of guests grow without limit",
            `Remove 'stdio_handler = "file"' from ${QEMU_CONF} and restart ${qemuDaemon(probe)}.`,
        );
    }
    const sockets = read("/proc/net/unix");
    if (sockets === undefined) return ok("cannot be checked from here");
    if (sockets.split("\n").some((line) => line.endsWith(LOG_SOCKET))) return ok("running");
    return problem(
        "not running; guests do not start without it",
        'Start it with "systemctl start virtlogd", or with "virtlogd -d" without systemd.',
    );
}

function sandbox(probe: Probe): Finding {
    const settings = probe.read(QEMU_CONF);
    if (settings === undefined) return ok(`${QEMU_CONF} cannot be read; on by default`);
    if (!/^\s*seccomp_sandbox\s*=\s*0/m.test(settings)) return ok("on (seccomp)");
    return warning(
        "off",
        `Remove "seccomp_sandbox = 0" from ${QEMU_CONF} and restart ${qemuDaemon(probe)}.`,
    );
}

/** Where labs keep their disks by default. */
const IMAGES = "/var/lib/libvirt/images";
const OTHERS_MAY_PASS = 0o001;

function imageFolder({ stat }: Probe): Finding {
    if (stat(IMAGES) === undefined) {
        return problem(`${IMAGES} does not exist`, `Create it: mkdir -p -m 711 ${IMAGES}`);
    }
    const closed = withParents(IMAGES).find((one) => !((stat(one)?.mode ?? 0) & OTHERS_MAY_PASS));
    if (closed === undefined) return ok(IMAGES);
    return problem(`QEMU's user cannot enter ${closed}`, `Open it: chmod o+x ${closed}`);
}

const withParents = (path: string): string[] =>
    path === "/" ? [path] : [...withParents(dirname(path)), path];

const GIB = 1024 ** 3;
/** An image with Windows XP and a few disks on top of it. */
const ENOUGH_GIB = 10;

function freeSpace({ freeBytes }: Probe): Finding {
    const bytes = freeBytes(IMAGES);
    if (bytes === undefined) return skipped(`${IMAGES} does not exist`);
    const text = `${(bytes / GIB).toFixed(1)} GiB in ${IMAGES}`;
    if (bytes >= ENOUGH_GIB * GIB) return ok(text);
    return warning(text, `Free at least ${ENOUGH_GIB} GiB, or give the lab another pool.`);
}
