import { Option, type Command } from "commander";
import { examples } from "../examples";
import type { GuardOptions } from "../guard/guard";
import type { Session } from ".";

export function addGuard(program: Command, { io, end }: Session): void {
    program
        .command("guard")
        .description("set the rules of this machine's firewall that shut guests' taps to the host")
        .addOption(
            new Option("--check", "change nothing; ends with 1 when a rule is missing").conflicts(
                "remove",
            ),
        )
        .option("--remove", "take them away again")
        .option("--json", "print JSON: { rules: [{ rule, fate }] }")
        .addHelpText(
            "after",
            examples(
                ["xplab guard", "as root, once after each start of the host"],
                ["xplab guard --check", "whether they are there"],
                ["xplab guard --remove", "the firewall as it was"],
            ),
        )
        .action(async (options: GuardOptions) => {
            const { guard } = await import("../guard/guard.js");
            end(await guard(io, options));
        });
}
