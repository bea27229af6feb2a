import { exitCodes } from "../core/exitCodes";
import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

const exitCode = exitCodes.unreachable;
const socket = "/var/run/libvirt/libvirt-sock";

export const uriUnsupported = defineError<{ uri: string; what: string }>({
    code: "uri-unsupported",
    title: "The connection URI is not supported",
    what: ({ uri, what }) => `"${uri}" ${what}.`,
    remedy:
        'Use "qemu:///system", "qemu:///session", "test:///default" or ' +
        '"qemu+unix:///system?socket=/path/to/libvirt-sock".',
    example: {
        uri: "qemu+ssh://host/system",
        what: 'uses the transport "ssh", which this version does not support',
    },
});

export const socketMissing = defineError<{ socket: string }>({
    code: "socket-missing",
    title: "libvirt's socket does not exist",
    what: (facts) => `The libvirt socket "${facts.socket}" does not exist.`,
    remedy: 'Start libvirtd, or name its socket in the URI with "?socket=/path".',
    example: { socket },
    exitCode,
});

export const socketDead = defineError<{ socket: string }>({
    code: "socket-dead",
    title: "No daemon listens on libvirt's socket",
    what: (facts) => `No daemon listens on the libvirt socket "${facts.socket}".`,
    remedy: "Start libvirtd.",
    example: { socket },
    exitCode,
});

/** A lab needs all of them. */
const MODULAR_SOCKETS = "virt{qemu,network,nodedev,nwfilter,secret,storage,proxy}d.socket";

export const proxyMissing = defineError<{ socket: string }>({
    code: "proxy-missing",
    title: "virtproxyd.socket is not enabled on a host with libvirt's modular daemons",
    what: (facts) =>
        `Nothing serves the libvirt socket "${facts.socket}". This host runs libvirt's modular daemons, ` +
        "so virtproxyd.socket must serve it.",
    remedy: `Enable the sockets of all daemons with "sudo systemctl enable --now ${MODULAR_SOCKETS}".`,
    example: { socket },
    exitCode,
});

export const socketDenied = defineError<{ socket: string }>({
    code: "socket-denied",
    title: "This user may not open libvirt's socket",
    what: (facts) => `This user may not open the libvirt socket "${facts.socket}".`,
    remedy: 'Add the user to the group "libvirt" and log in again.',
    example: { socket },
    exitCode,
});

export const socketBroken = defineError<{ socket: string; reason: string }>({
    code: "socket-broken",
    title: "libvirt's socket cannot be opened",
    what: (facts) => `The libvirt socket "${facts.socket}" cannot be opened (${facts.reason}).`,
    remedy: "Check that the URI names libvirt's socket.",
    example: { socket, reason: "connect ENOTSOCK" },
    exitCode,
});

export const socketClosed = defineError<{ socket: string; reason: string | undefined }>({
    code: "socket-closed",
    title: "The daemon closed the connection before the session was open",
    what: (facts) => {
        const why = facts.reason === undefined ? "" : ` (${facts.reason})`;
        return `The libvirt socket "${facts.socket}" was closed before the session was open${why}.`;
    },
    remedy: "Check libvirtd's log for the reason.",
    example: { socket, reason: "read ECONNRESET" },
    exitCode,
});

export const saslUnsupported = defineError<{ socket: string }>({
    code: "sasl-unsupported",
    title: "libvirtd requires a user name and password",
    what: (facts) =>
        `The libvirt socket "${facts.socket}" requires a user name and password (SASL), which this version does not support.`,
    remedy: 'Set auth_unix_rw to "none" or "polkit" in libvirtd.conf or virtproxyd.conf, and restart the daemon.',
    example: { socket },
    exitCode,
});

export const connectionClosed = defineError<{ uri: string }>({
    code: "connection-closed",
    title: "A call was made after the connection was closed",
    what: ({ uri }) => `The connection to "${uri}" has been closed.`,
    remedy: "Open a new connection with Libvirt.open.",
    example: { uri: "qemu:///system" },
    exitCode,
});

export const connectionLostDuring = defineError<{ procedure: string }>({
    code: "connection-lost-during",
    title: "The connection to libvirt was lost during a call",
    what: ({ procedure }) =>
        `The connection to libvirt was lost during ${procedure}, which may or may not have completed.`,
    remedy: "Check the state of the host before you repeat it.",
    example: { procedure: "storageVolDelete" },
    exitCode,
});

export const connectionLostBefore = defineError<{ procedure: string }>({
    code: "connection-lost-before",
    title: "The connection to libvirt was lost before a call was sent",
    what: ({ procedure }) =>
        `The connection to libvirt was lost before ${procedure} was sent, so nothing was done.`,
    remedy: "Repeat the call if it is still needed.",
    example: { procedure: "storageVolDelete" },
    exitCode,
});

export const libvirtTimedOut = defineError<{ what: string; timeoutMs: number }>({
    code: "libvirt-late",
    title: "libvirt did not answer within the time limit",
    what: ({ what, timeoutMs }) =>
        `libvirt did not answer ${what} within ${timeoutMs} ms and may still be working on it.`,
    remedy: "Check what the host is busy with, or set a longer timeoutMs.",
    example: { what: "domainShutdownFlags", timeoutMs: 30000 },
    exitCode,
});

export const libvirtSilent = defineError<{ pings: number }>({
    code: "libvirt-silent",
    title: "libvirt no longer answers",
    what: ({ pings }) => `libvirt has not answered ${pings} keepalive pings.`,
    remedy: "Check whether libvirtd still runs and what the host is busy with.",
    example: { pings: 5 },
    exitCode,
});

export const libvirtRefuses = defineError<{ procedure: string; message: string }>({
    code: "libvirt-refuses",
    title: "libvirt refused a call",
    what: ({ procedure, message }) => `libvirt refused ${procedure}: ${message}.`,
    remedy: "Fix the reported problem on the host, and run again.",
    example: {
        procedure: "storagePoolBuild",
        message: "cannot create path '/srv/images': Permission denied",
    },
});

export const otherHost = defineFinding<{ uri: string }>({
    code: "other-host",
    title: "The new URI does not reach the host that has the stack's objects",
    says: ({ uri }) =>
        `must reach the same host and driver as "${uri}": the objects there would be orphaned. ` +
        "Destroy the stack first, or use another stack for the other host",
    remedy: "Do as the message says. Another URI of the same host is accepted.",
    example: { path: ["uri"], facts: { uri: "qemu:///system" } },
});
