import type { Command } from "commander";
import type { DoctorOptions } from "./run";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

export function addDoctor(program: Command, { io, end }: Session): void {
    program
        .command("doctor")
        .description("check whether labs can run here, and suggest fixes")
        .addOption(uriOption())
        .option("--json", "print JSON: { ok, checks: [{ name, status, detail, remedy }] }")
        .addHelpText(
            "after",
            examples(
                ["xplab doctor", "exit with 1 if there is a problem"],
                [
                    "xplab doctor --json | jq '.checks[] | select(.status != \"ok\")'",
                    "only what needs attention",
                ],
            ),
        )
        .action(async (options: DoctorOptions) => {
            const { doctor } = await import("./run.js");
            end(await doctor(io, options));
        });
}
