import { shellLine, shellWord } from "../../../errors/core/shellWord";

/** A program that shows a screen, and its arguments. */
interface Viewer {
    readonly command: string;
    readonly args: (address: URL) => string[];
}

/** The best one first. */
const VIEWERS: readonly Viewer[] = [
    { command: "remote-viewer", args: ({ href }) => [href] },
    { command: "vncviewer", args: ({ hostname, port }) => [`${hostname}::${port}`] },
    { command: "xtightvncviewer", args: ({ hostname, port }) => [`${hostname}::${port}`] },
];

/** How to view a screen, here and remotely. */
export interface ScreenAccess {
    readonly screen: string;
    /** Command lines of the viewers for this machine's own display. */
    readonly commands: readonly (readonly string[])[];
    /** Shows the host's viewer on a remote display: for a screen on a socket, whose tunnel needs root. */
    readonly forwarded?: string;
    /** Forwards the screen to a remote machine, to the same port there. */
    readonly tunnel: string;
    /** The URL for a viewer there. */
    readonly tunnelled: string;
}

/** Where a screen is. */
export interface ScreenPlace {
    /** Such as vnc://127.0.0.1:5900 or vnc+unix:///run/lab/xp1.sock. */
    readonly screen: string;
    readonly domain: string;
    /** libvirt's connection URI. */
    readonly uri: string;
    /** The host's name, for remote commands. */
    readonly host: string;
}

export function screenAccess(where: ScreenPlace): ScreenAccess {
    const { screen, host } = where;
    const address = new URL(screen);
    if (address.protocol.endsWith("+unix:")) return socketAccess(address, where);
    const { port, protocol } = address;
    // Only the first viewer supports protocols other than VNC.
    const able = protocol === "vnc:" ? VIEWERS : VIEWERS.slice(0, 1);
    return {
        screen,
        commands: able.map(({ command, args }) => [command, ...args(address)]),
        tunnel: `ssh -N -L ${port}:${reachable(address)}:${port} ${host}`,
        tunnelled: `${protocol}//127.0.0.1:${port}`,
    };
}

/** On the host itself, a screen that listens on all addresses is at the loopback address. */
const reachable = ({ hostname }: URL) =>
    hostname === "0.0.0.0" || hostname === "[::]" ? "127.0.0.1" : hostname;

/** The local port for a screen on a socket. */
const FREE_PORT = "5900";

/**
 * Only QEMU's user and root may open the socket. libvirt opens it for its own users, but only virt-viewer requests that, and
 * only on the host itself (virt-viewer(1), --attach).
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
