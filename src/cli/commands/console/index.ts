import type { Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { ConsoleOptions } from "./run";
import type { Session } from "../../session";

export function addConsole(program: Command, { io, end }: Session): void {
    program
        .command("console")
        .description("show how to view a machine's screen, or show its serial port")
        .argument("<machine>", "machine name, stack/name, or domain name")
        .option("--open", "open its screen in a viewer")
        .option("--password", "print only the password of its screen")
        .option("--serial", "show its serial port COM1 live; Ctrl-] ends")
        .option("--force", "with --serial: disconnect another reader of the port")
        .option("--raw", "with --serial: keep terminal control sequences")
        .addOption(uriOption())
        .option("--json", "print JSON: { machine, screen, commands, tunnel, password }")
        .addHelpText(
            "after",
            examples(
                ["xplab console patient-1", "commands to view its screen, here and remotely"],
                [
                    "xplab console patient-1 --open",
                    "in remote-viewer or vncviewer; virt-viewer for sockets",
                ],
                ["xplab console patient-1 --password", "the password for the viewer"],
                ["xplab console patient-1 --serial", "the guest's output on COM1"],
            ),
        )
        .action(async (name: string, options: ConsoleOptions) => {
            const { showConsole: lookAtMachine } = await import("./run.js");
            end(await lookAtMachine(io, name, options));
        });
}
