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
export interface Look {
    readonly screen: string;
    /** Command lines of the viewers for this machine's own display. */
    readonly commands: readonly (readonly string[])[];
    /** Brings the screen to a machine elsewhere, to the same port there. */
    readonly tunnel: string;
    /** What a viewer there is given. */
    readonly tunnelled: string;
}

/** @param screen such as vnc://127.0.0.1:5900 or vnc+unix:///run/lab/xp1.sock */
export function lookAt(screen: string, host: string): Look {
    const address = new URL(screen);
    const socket = address.protocol.endsWith("+unix:");
    const port = socket ? FREE_PORT : address.port;
    const end = socket ? address.pathname : `${reachable(address)}:${port}`;
    // The first one alone knows sockets, and protocols other than VNC.
    const able = address.protocol === "vnc:" ? VIEWERS : VIEWERS.slice(0, 1);
    return {
        screen,
        commands: able.map(({ command, args }) => [command, ...args(address)]),
        tunnel: `ssh -N -L ${port}:${end} ${host}`,
        tunnelled: `${address.protocol.replace("+unix:", ":")}//127.0.0.1:${port}`,
    };
}

/** For a screen on a socket, which has no port of its own. */
const FREE_PORT = "5900";

/** A screen that listens everywhere is reached on the host itself. */
const reachable = ({ hostname }: URL) =>
    hostname === "0.0.0.0" || hostname === "[::]" ? "127.0.0.1" : hostname;
