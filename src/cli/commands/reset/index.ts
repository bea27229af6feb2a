import type { Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { ResetOptions } from "./run";
import type { Session } from "../../session";

export function addReset(program: Command, { io, end }: Session): void {
    program
        .command("reset")
        .description("return machines to their clean state; everything written since is lost")
        .argument("[machines...]", "machine names, stack/name or domain names")
        .option("--all", "reset every machine that has a clean state")
        .addOption(uriOption())
        .option("--json", "print JSON: { machines: [{ machine, seconds, ... }] }")
        .addHelpText(
            "after",
            examples(
                ["xplab reset patient-1", "disk and memory as in its clean state"],
                ["xplab reset patient-1 patient-2", "both at once"],
                ["xplab reset --all", "every machine that has a clean state"],
            ),
        )
        .action(async (names: string[], options: ResetOptions, command: Command) => {
            if ((names.length === 0) !== (options.all === true)) {
                command.error("error: name machines, or use --all");
            }
            const { resetMachines } = await import("./run.js");
            end(await resetMachines(io, names, options));
        });
}
