import type { Command } from "commander";
import type { AuditOptions } from "./auditMachines";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

export function addAudit(program: Command, { io, end }: Session): void {
    program
        .command("audit")
        .description("say in which ways running machines are weaker than their labs declare")
        .argument("[machines...]", "names, as other commands take them (default: all)")
        .option("--strict", "warnings, and what could not be looked at, count as problems")
        .addOption(uriOption())
        .option("--json", "print JSON: { uri, ok, machines, findings: [...], unseen: [...] }")
        .addHelpText(
            "after",
            examples(
                ["xplab audit", "ends with 1 when there is a problem; root sees the firewall too"],
                ["xplab audit patient-1 analyst", "these two, their networks and the host"],
                ["xplab audit --json | jq -r '.findings[].code'", "codes that errors.md explains"],
            ),
        )
        .action(async (machines: string[], options: AuditOptions) => {
            const { auditMachines } = await import("./auditMachines.js");
            end(await auditMachines(io, machines, options));
        });
}
