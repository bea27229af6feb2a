import type { Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { ConsoleOptions } from "./lookAtMachine";
import type { Session } from "../../session";

export function addConsole(program: Command, { io, end }: Session): void {
    program
        .command("console")
        .description("say how to look at a machine, or show its serial port")
        .argument("<machine>", "its name, stack/name, or the name of its domain")
        .option("--open", "open its screen with a viewer")
        .option("--password", "print the password of its screen, and nothing else")
        .option("--serial", "show its serial port COM1 live; Ctrl-] ends")
        .option("--force", "with --serial: take the port from whoever reads it")
        .option("--raw", "with --serial: keep terminal control sequences")
        .addOption(uriOption())
        .option("--json", "print JSON: { machine, screen, commands, tunnel, password }")
        .addHelpText(
            "after",
            examples(
                [
                    "xplab console patient-1",
                    "the commands to see its screen, from here and elsewhere",
                ],
                [
                    "xplab console patient-1 --open",
                    "remote-viewer or vncviewer; virt-viewer for a socket",
                ],
                ["xplab console patient-1 --password", "what the viewer asks for"],
                ["xplab console patient-1 --serial", "what the guest writes to COM1"],
            ),
        )
        .action(async (name: string, options: ConsoleOptions) => {
            const { lookAtMachine } = await import("./lookAtMachine.js");
            end(await lookAtMachine(io, name, options));
        });
}
