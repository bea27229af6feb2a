import type { Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { LsOptions } from "./showMachines";
import type { Session } from "../../session";

export function addLs(program: Command, { io }: Session): void {
    program
        .command("ls")
        .description("list the machines on a host")
        .option("-a, --all", "also show domains that xplab did not create")
        .addOption(uriOption())
        .option("--json", "print JSON: { uri, machines: [...] }")
        .addHelpText(
            "after",
            examples(
                ["xplab ls", "machine, lab, stack, state, address, screen, memory"],
                ["xplab ls --json | jq -r '.machines[].domain'", "names for virsh"],
            ),
        )
        .action(async (options: LsOptions) => {
            const { showMachines } = await import("./showMachines.js");
            await showMachines(io, options);
        });
}
