import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { machineOff, screenMissing, viewerMissing } from "../../../errors";
import { shellLine } from "../../../errors/core/shellWord";
import { findExecutable } from "../../../process/findExecutable";
import type { Io } from "../../output/io";
import { isOff } from "../../host/machine";
import { onMachine, type OnMachine } from "../../host/machineOnHost";
import { paint } from "../../output/paint";
import { exitCodes } from "../../../errors";
import { showSerialPort } from "./serialPort";
import { showPassword } from "./showPassword";
import { type Look, lookAt } from "./viewers";

export interface ConsoleOptions {
    readonly open?: boolean;
    readonly serial?: boolean;
    readonly force?: boolean;
    readonly raw?: boolean;
    readonly password?: boolean;
    readonly uri?: string;
    readonly json?: boolean;
}

/** Says how to look at a machine, or does it; gives the exit code. */
export async function lookAtMachine(
    io: Io,
    name: string,
    options: ConsoleOptions,
): Promise<number> {
    const { serial = false, force = false, raw = false, open = false } = options;
    const { json = false, uri } = options;
    if (options.password === true) return showPassword(io, name, options);
    const look = await onMachine(io, { name, uri }, async (there) => {
        refuseOff(there);
        if (!serial) return screenOf(there);
        await showSerialPort(io, there, { force, raw });
        return undefined;
    });
    if (look === undefined) return exitCodes.done;
    if (open) return openViewer(look, io);
    const told = json
        ? `${JSON.stringify({ ...look, password: passwordCommand(look) })}\n`
        : sayHow(look, io);
    io.out.write(told);
    return exitCodes.done;
}

function refuseOff({ machine: found, uri }: OnMachine): void {
    const { machine, state, domain } = found;
    if (isOff(found)) throw machineOff({ machine, state, domain, uri });
}

function screenOf({ machine: found, uri }: OnMachine): Look & { machine: string } {
    const { machine, screen, domain } = found;
    if (screen === null) throw screenMissing({ machine });
    return { machine, ...lookAt({ screen, domain, uri, host: hostname() }) };
}

const passwordCommand = ({ machine }: { machine: string }) => `xplab console ${machine} --password`;

function sayHow(look: Look & { machine: string }, { out, environment }: Io): string {
    const strong = (text: string) => paint(out, "bold", text);
    const [best = []] = installed(look, environment);
    const here = best.length > 0 ? best : (look.commands[0] ?? []);
    return [
        `Screen: ${look.screen}`,
        `On this machine:  ${strong(shellLine(here))}`,
        ...(look.forwarded === undefined
            ? [`From elsewhere:   ${strong(look.tunnel)}`]
            : [
                  `From elsewhere:   ${strong(look.forwarded)}`,
                  `    or as root:   ${strong(look.tunnel)}`,
              ]),
        `           then:  ${strong(`remote-viewer ${look.tunnelled}`)}`,
        `Password, if it asks for one:  ${strong(passwordCommand(look))}`,
        "",
    ].join("\n");
}

const installed = ({ commands }: Look, environment: NodeJS.ProcessEnv) =>
    commands.filter(([command = ""]) => findExecutable(command, environment) !== undefined);

async function openViewer(look: Look, { environment }: Io): Promise<number> {
    const { screen: address } = look;
    if (!environment["DISPLAY"] && !environment["WAYLAND_DISPLAY"])
        throw viewerMissing({ lacking: "there is no display here", address });
    const [[command = "", ...args] = []] = installed(look, environment);
    if (command === "") {
        throw viewerMissing({ lacking: lackingViewers(look), address });
    }
    const viewer = spawn(command, args, { stdio: "inherit", env: environment });
    const [code] = (await once(viewer, "exit")) as [number | null];
    return code ?? exitCodes.failed;
}

function lackingViewers({ commands, forwarded }: Look): string {
    if (forwarded !== undefined)
        return "virt-viewer is not installed, and no other viewer opens a screen on a socket";
    return `none of these is installed: ${commands.map(([name = ""]) => name).join(", ")}`;
}
