import type { Command } from "commander";
import type { DoctorOptions } from "./doctor";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

export function addDoctor(program: Command, { io, end }: Session): void {
    program
        .command("doctor")
        .description("find what keeps labs from running on this host, and how to fix it")
        .addOption(uriOption())
        .option("--json", "print JSON: { ok, checks: [{ name, status, detail, remedy }] }")
        .addHelpText(
            "after",
            examples(
                ["xplab doctor", "exits with 1 on a problem"],
                [
                    "xplab doctor --json | jq '.checks[] | select(.status != \"ok\")'",
                    "everything that is not ok",
                ],
            ),
        )
        .action(async (options: DoctorOptions) => {
            const { doctor } = await import("./doctor.js");
            end(await doctor(io, options));
        });
}
