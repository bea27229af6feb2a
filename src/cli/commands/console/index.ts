import type { Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { ConsoleOptions } from "./run";
import type { Session } from "../../session";

export function addConsole(program: Command, { io, end }: Session): void {
    program
        .command("console")
        .description("print how to view a machine's screen, or show its serial port")
        .argument("<machine>", "machine name, stack/name or domain name")
        .option("--open", "open the screen in a viewer")
        .option("--password", "print the password of the screen, and nothing else")
        .option("--serial", "show serial port COM1 live, until Ctrl-]")
        .option("--force", "with --serial: take the port over from another reader")
        .option("--raw", "with --serial: keep terminal control sequences")
        .addOption(uriOption())
        .option("--json", "print JSON: { machine, screen, commands, tunnel, password }")
        .addHelpText(
            "after",
            examples(
                [
                    "xplab console patient-1",
                    "the commands to view its screen, from here and elsewhere",
                ],
                [
                    "xplab console patient-1 --open",
                    "remote-viewer or vncviewer; virt-viewer for a socket",
                ],
                ["xplab console patient-1 --password", "the password for the viewer"],
                ["xplab console patient-1 --serial", "what the guest writes to COM1"],
            ),
        )
        .action(async (name: string, options: ConsoleOptions) => {
            const { showConsole } = await import("./run.js");
            end(await showConsole(io, name, options));
        });
}
