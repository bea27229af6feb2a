import type { Command } from "commander";
import type { AuditOptions } from "./run";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

export function addAudit(program: Command, { io, end }: Session): void {
    program
        .command("audit")
        .description("report where running machines are weaker than their labs declare")
        .argument(
            "[machines...]",
            "machine names, stack/name or domain names (default: every xplab machine)",
        )
        .option("--strict", "count warnings, and checks that could not be made, as problems")
        .addOption(uriOption())
        .option("--json", "print JSON: { uri, ok, machines, findings: [...], unseen: [...] }")
        .addHelpText(
            "after",
            examples(
                ["xplab audit", "exits with 1 on a problem; root also checks the firewall"],
                ["xplab audit patient-1 analyst", "only these two, their networks and the host"],
                [
                    "xplab audit --json | jq -r '.findings[].code'",
                    "the codes, which errors.md explains",
                ],
            ),
        )
        .action(async (machines: string[], options: AuditOptions) => {
            const { auditMachines } = await import("./run.js");
            end(await auditMachines(io, machines, options));
        });
}
