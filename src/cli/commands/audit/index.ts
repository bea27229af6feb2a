import type { Command } from "commander";
import type { AuditOptions } from "./run";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

export function addAudit(program: Command, { io, end }: Session): void {
    program
        .command("audit")
        .description("check that running machines are as isolated as their labs declare")
        .argument("[machines...]", "machine names, stack/name, or domain names (default: all)")
        .option("--strict", "treat warnings and skipped checks as problems")
        .addOption(uriOption())
        .option("--json", "print JSON: { uri, ok, machines, findings: [...], unseen: [...] }")
        .addHelpText(
            "after",
            examples(
                ["xplab audit", "exit with 1 if there is a problem; root checks the firewall too"],
                ["xplab audit patient-1 analyst", "two machines, their networks and the host"],
                ["xplab audit --json | jq -r '.findings[].code'", "codes, see docs/errors.md"],
            ),
        )
        .action(async (machines: string[], options: AuditOptions) => {
            const { auditMachines } = await import("./run.js");
            end(await auditMachines(io, machines, options));
        });
}
