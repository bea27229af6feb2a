import type { Command } from "commander";
import type { DoctorOptions } from "./doctor";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

export function addDoctor(program: Command, { io, end }: Session): void {
    program
        .command("doctor")
        .description("say what keeps a lab from running here, and what to do about it")
        .addOption(uriOption())
        .option("--json", "print JSON: { ok, checks: [{ name, status, detail, remedy }] }")
        .addHelpText(
            "after",
            examples(
                ["xplab doctor", "ends with 1 when there is a problem"],
                ["xplab doctor --json | jq '.checks[] | select(.status != \"ok\")'", "what is not"],
            ),
        )
        .action(async (options: DoctorOptions) => {
            const { doctor } = await import("./doctor.js");
            end(await doctor(io, options));
        });
}
