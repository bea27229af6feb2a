import { shellLine, shellWord } from "../../../errors/core/shellWord";

/** A program that shows a screen, and how it is told which. */
interface Viewer {
    readonly command: string;
    readonly args: (address: URL) => string[];
}

/** The best one first. */
export const VIEWERS: readonly Viewer[] = [
    { command: "remote-viewer", args: ({ href }) => [href] },
    { command: "vncviewer", args: ({ hostname, port }) => [`${hostname}::${port}`] },
    { command: "xtightvncviewer", args: ({ hostname, port }) => [`${hostname}::${port}`] },
];

/** How a screen is looked at, here and from elsewhere. */
export interface ScreenAccess {
    readonly screen: string;
    /** Command lines of the viewers for this machine's own display. */
    readonly commands: readonly (readonly string[])[];
    /** Shows the host's viewer on a display elsewhere: for a screen on a socket, which takes root to tunnel. */
    readonly forwarded?: string;
    /** Brings the screen to a machine elsewhere, to the same port there. */
    readonly tunnel: string;
    /** What a viewer there is given. */
    readonly tunnelled: string;
}

/** Where a screen is. */
export interface ScreenPlace {
    /** Such as vnc://127.0.0.1:5900 or vnc+unix:///run/lab/xp1.sock. */
    readonly screen: string;
    readonly domain: string;
    /** libvirt's connection URI. */
    readonly uri: string;
    /** The host's name, for who comes from elsewhere. */
    readonly host: string;
}

export function screenAccess(where: ScreenPlace): ScreenAccess {
    const { screen, host } = where;
    const address = new URL(screen);
    if (address.protocol.endsWith("+unix:")) return socketAccess(address, where);
    const { port, protocol } = address;
    // The first one alone knows protocols other than VNC.
    const able = protocol === "vnc:" ? VIEWERS : VIEWERS.slice(0, 1);
    return {
        screen,
        commands: able.map(({ command, args }) => [command, ...args(address)]),
        tunnel: `ssh -N -L ${port}:${reachable(address)}:${port} ${host}`,
        tunnelled: `${protocol}//127.0.0.1:${port}`,
    };
}

/** A screen that listens everywhere is reached on the host itself. */
const reachable = ({ hostname }: URL) =>
    hostname === "0.0.0.0" || hostname === "[::]" ? "127.0.0.1" : hostname;

/** For a screen on a socket, which has no port of its own. */
const FREE_PORT = "5900";

/**
 * QEMU's user and root alone may open the socket. Whoever may speak to libvirt gets it opened by libvirt, which virt-viewer
 * alone asks for, and which works on the host alone: its manual, --attach.
 */
function socketAccess(
    { protocol, pathname }: URL,
    { screen, domain, uri, host }: ScreenPlace,
): ScreenAccess {
    const command = ["virt-viewer", "--connect", uri, "--attach", domain];
    return {
        screen,
        commands: [command],
        forwarded: `ssh -X ${host} ${shellWord(shellLine(command))}`,
        tunnel: `ssh -N -L ${FREE_PORT}:${pathname} root@${host}`,
        tunnelled: `${protocol.replace("+unix:", ":")}//127.0.0.1:${FREE_PORT}`,
    };
}
