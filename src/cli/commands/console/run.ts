import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { machineOff, screenMissing, viewerMissing } from "../../../errors";
import { shellLine } from "../../../errors/core/shellWord";
import { findExecutable } from "../../../process/findExecutable";
import type { Io } from "../../output/io";
import { isOff } from "../../host/machine";
import { onMachine, type MachineOnHost } from "../../host/machineOnHost";
import { paint } from "../../output/paint";
import { printResult } from "../../output/result";
import { exitCodes } from "../../../errors";
import { showSerialPort } from "./serialPort";
import { showPassword } from "./showPassword";
import { type ScreenAccess, screenAccess } from "./viewers";

export interface ConsoleOptions {
    readonly open?: boolean;
    readonly serial?: boolean;
    readonly force?: boolean;
    readonly raw?: boolean;
    readonly password?: boolean;
    readonly uri?: string;
    readonly json?: boolean;
}

/** Shows how to view a machine's screen, or opens it or the serial port; returns the exit code. */
export async function showConsole(io: Io, name: string, options: ConsoleOptions): Promise<number> {
    const { serial = false, force = false, raw = false, open = false } = options;
    const { json = false, uri } = options;
    if (options.password === true) return showPassword(io, name, options);
    const access = await onMachine(io, { name, uri }, async (found) => {
        requireRunning(found);
        if (!serial) return accessOf(found);
        await showSerialPort(io, found, { force, raw });
        return undefined;
    });
    if (access === undefined) return exitCodes.done;
    if (open) return openViewer(access, io);
    const result = { ...access, password: passwordCommand(access) };
    printResult(io, json, result, instructions(access, io));
    return exitCodes.done;
}

function requireRunning({ machine: found, uri }: MachineOnHost): void {
    const { machine, state, domain } = found;
    if (isOff(found)) throw machineOff({ machine, state, domain, uri });
}

function accessOf({ machine: found, uri }: MachineOnHost): ScreenAccess & { machine: string } {
    const { machine, screen, domain } = found;
    if (screen === null) throw screenMissing({ machine });
    return { machine, ...screenAccess({ screen, domain, uri, host: hostname() }) };
}

const passwordCommand = ({ machine }: { machine: string }) => `xplab console ${machine} --password`;

function instructions(
    access: ScreenAccess & { machine: string },
    { out, environment }: Io,
): string {
    const strong = (text: string) => paint(out, "bold", text);
    const [best = []] = installed(access, environment);
    const here = best.length > 0 ? best : (access.commands[0] ?? []);
    return [
        `Screen: ${access.screen}`,
        `On this machine:  ${strong(shellLine(here))}`,
        ...(access.forwarded === undefined
            ? [`From elsewhere:   ${strong(access.tunnel)}`]
            : [
                  `From elsewhere:   ${strong(access.forwarded)}`,
                  `    or as root:   ${strong(access.tunnel)}`,
              ]),
        `           then:  ${strong(`remote-viewer ${access.tunnelled}`)}`,
        `Password, if it asks for one:  ${strong(passwordCommand(access))}`,
        "",
    ].join("\n");
}

const installed = ({ commands }: ScreenAccess, environment: NodeJS.ProcessEnv) =>
    commands.filter(([command = ""]) => findExecutable(command, environment) !== undefined);

async function openViewer(access: ScreenAccess, { environment }: Io): Promise<number> {
    const { screen: address } = access;
    if (!environment["DISPLAY"] && !environment["WAYLAND_DISPLAY"]) {
        throw viewerMissing({ lacking: "there is no display here", address });
    }
    const [[command = "", ...args] = []] = installed(access, environment);
    if (command === "") throw viewerMissing({ lacking: missingViewers(access), address });
    const viewer = spawn(command, args, { stdio: "inherit", env: environment });
    const [code] = (await once(viewer, "exit")) as [number | null];
    return code ?? exitCodes.failed;
}

function missingViewers({ commands, forwarded }: ScreenAccess): string {
    if (forwarded !== undefined) {
        return "virt-viewer is not installed, and no other viewer opens a screen on a socket";
    }
    return `none of these is installed: ${commands.map(([name = ""]) => name).join(", ")}`;
}
