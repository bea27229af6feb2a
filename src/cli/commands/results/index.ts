import { InvalidArgumentError, type Command } from "commander";
import { examples } from "../../output/examples";
import type { ResultsOptions } from "./run";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

export function addResults(program: Command, { io }: Session): void {
    program
        .command("results")
        .description("copy the files from a machine's results disk")
        .argument("<machine>", "machine name, stack/name or domain name")
        .argument("[folder]", "folder to write to (default: results/MACHINE)")
        .option(
            "--wait <seconds>",
            "how long to wait for it to power off (default: refuse a running machine)",
            wholeSeconds,
        )
        .option("--raw", "keep names that other tools act on, such as .git or Makefile")
        .addOption(uriOption())
        .option(
            "--json",
            "print JSON: { machine, folder, files, bytes, skipped: [...], renamed: [...] }",
        )
        .addHelpText(
            "after",
            examples(
                ["xplab results patient-1", "into results/patient-1"],
                ["xplab results patient-1 --wait 600", "once it has powered off"],
                ["xplab results dev/patient-1 out", "into another folder"],
            ),
        )
        .action(async (name: string, folder: string | undefined, options: ResultsOptions) => {
            const { fetchResults } = await import("./run.js");
            await fetchResults(io, name, folder, options);
        });
}

function wholeSeconds(text: string): number {
    if (!/^\d{1,6}$/.test(text)) {
        throw new InvalidArgumentError("Expected a whole number of seconds.");
    }
    return Number(text);
}
