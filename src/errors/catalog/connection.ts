import { exitCodes } from "../core/exitCodes";
import { defineFinding } from "../core/finding";
import { defineError } from "../core/userError";

const exitCode = exitCodes.unreachable;
const socket = "/var/run/libvirt/libvirt-sock";

export const uriUnsupported = defineError<{ uri: string; what: string }>({
    code: "uri-unsupported",
    title: "The connection URI is none that can be reached from here",
    what: ({ uri, what }) => `"${uri}" ${what}.`,
    remedy:
        'Write "qemu:///system", "qemu:///session", "test:///default" or ' +
        '"qemu+unix:///system?socket=/path/to/libvirt-sock".',
    example: {
        uri: "qemu+ssh://host/system",
        what: 'uses the transport "ssh", which this version does not speak',
    },
});

export const socketMissing = defineError<{ socket: string }>({
    code: "socket-missing",
    title: "libvirt's socket is not there",
    what: (facts) => `The libvirt socket "${facts.socket}" does not exist.`,
    remedy: "Start libvirtd, or name its socket in the URI with ?socket=/path.",
    example: { socket },
    exitCode,
});

export const socketDead = defineError<{ socket: string }>({
    code: "socket-dead",
    title: "No daemon listens on libvirt's socket",
    what: (facts) => `The libvirt socket "${facts.socket}" has no daemon behind it.`,
    remedy: "Start libvirtd.",
    example: { socket },
    exitCode,
});

/** All of them: without any other one a lab does not stand. */
const MODULAR_SOCKETS = "virt{qemu,network,nodedev,nwfilter,secret,storage,proxy}d.socket";

export const proxyMissing = defineError<{ socket: string }>({
    code: "proxy-missing",
    title: "virtproxyd.socket is off, on a host with libvirt's modular daemons",
    what: (facts) =>
        `Nothing serves the libvirt socket "${facts.socket}". This host has libvirt's modular daemons, ` +
        "with which virtproxyd.socket serves it.",
    remedy: `Switch all of them on with "systemctl enable --now ${MODULAR_SOCKETS}".`,
    example: { socket },
    exitCode,
});

export const socketDenied = defineError<{ socket: string }>({
    code: "socket-denied",
    title: "You may not open libvirt's socket",
    what: (facts) => `The libvirt socket "${facts.socket}" may not be opened by this user.`,
    remedy: 'Add the user to the group "libvirt" and log in again.',
    example: { socket },
    exitCode,
});

export const socketBroken = defineError<{ socket: string; reason: string }>({
    code: "socket-broken",
    title: "libvirt's socket cannot be opened, for another reason",
    what: (facts) => `The libvirt socket "${facts.socket}" cannot be opened (${facts.reason}).`,
    remedy: "Check that it is libvirt's socket.",
    example: { socket, reason: "connect ENOTSOCK" },
    exitCode,
});

export const socketClosed = defineError<{ socket: string; reason: string | undefined }>({
    code: "socket-closed",
    title: "The daemon hung up before the session was open",
    what: (facts) => {
        const why = facts.reason === undefined ? "" : ` (${facts.reason})`;
        return `The libvirt socket "${facts.socket}" was closed before the session was open${why}.`;
    },
    remedy: "Look for the reason in libvirtd's log.",
    example: { socket, reason: "read ECONNRESET" },
    exitCode,
});

export const saslUnsupported = defineError<{ socket: string }>({
    code: "sasl-unsupported",
    title: "libvirtd asks for a user name and a password",
    what: (facts) =>
        `The libvirt socket "${facts.socket}" asks for a user name and password (SASL), which this version does not speak.`,
    remedy: 'Set auth_unix_rw = "none" or "polkit" in libvirtd.conf or virtproxyd.conf.',
    example: { socket },
    exitCode,
});

export const connectionClosed = defineError<{ uri: string }>({
    code: "connection-closed",
    title: "Something was asked of a host after its connection had been closed",
    what: ({ uri }) => `The connection to "${uri}" has been closed.`,
    remedy: "Open another with Libvirt.open.",
    example: { uri: "qemu:///system" },
    exitCode,
});

export const connectionLostDuring = defineError<{ procedure: string }>({
    code: "connection-lost-during",
    title: "The connection to libvirt ended while it was at work",
    what: ({ procedure }) =>
        `The connection to libvirt ended during ${procedure}, which may or may not have been done.`,
    remedy: "Look at what is there before you repeat it.",
    example: { procedure: "storageVolDelete" },
    exitCode,
});

export const connectionLostBefore = defineError<{ procedure: string }>({
    code: "connection-lost-before",
    title: "The connection to libvirt ended before a call was sent",
    what: ({ procedure }) =>
        `The connection to libvirt ended before ${procedure} was sent, so that it was not done.`,
    remedy: "Repeat it if it is still wanted.",
    example: { procedure: "storageVolDelete" },
    exitCode,
});

export const libvirtLate = defineError<{ what: string; timeoutMs: number }>({
    code: "libvirt-late",
    title: "libvirt did not answer within the time limit",
    what: ({ what, timeoutMs }) =>
        `libvirt did not answer ${what} within ${timeoutMs} ms and may still be at it.`,
    remedy: "Look at what the host is busy with, or set a longer timeoutMs.",
    example: { what: "domainShutdownFlags", timeoutMs: 30000 },
    exitCode,
});

export const libvirtSilent = defineError<{ pings: number }>({
    code: "libvirt-silent",
    title: "libvirt does not answer any more",
    what: ({ pings }) => `libvirt has not answered ${pings} keepalive pings.`,
    remedy: "See whether libvirtd still runs and what the host is busy with.",
    example: { pings: 5 },
    exitCode,
});

export const libvirtRefuses = defineError<{ procedure: string; message: string }>({
    code: "libvirt-refuses",
    title: "libvirt refuses what it is asked for",
    what: ({ procedure, message }) => `libvirt refuses ${procedure}: ${message}.`,
    remedy: "Mend on the host what it speaks of, and run again.",
    example: {
        procedure: "storagePoolBuild",
        message: "cannot create path '/srv/images': Permission denied",
    },
});

export const otherHost = defineFinding<{ uri: string }>({
    code: "other-host",
    title: "The provider is to move to another host, and the stack's objects are on the old one",
    says: ({ uri }) =>
        `must reach the same host and driver as "${uri}": what is there would be left behind. ` +
        "Destroy the stack first, or use another stack for the other host",
    remedy: "Do as the text says; another way to the same host passes.",
    example: { path: ["uri"], facts: { uri: "qemu:///system" } },
});
