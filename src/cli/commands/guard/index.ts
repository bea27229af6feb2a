import { Option, type Command } from "commander";
import { examples } from "../../output/examples";
import type { GuardOptions } from "./run";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

const MODES = ["check", "remove", "repair", "watch", "install", "uninstall"] as const;

/** One at a time. */
const mode = (name: (typeof MODES)[number], help: string) =>
    new Option(`--${name}`, help).conflicts(MODES.filter((other) => other !== name));

export function addGuard(program: Command, { io, end }: Session): void {
    program
        .command("guard")
        .description("block guest traffic to the host with firewall rules, once or continuously")
        .addOption(mode("check", "change nothing; exit with 1 if a rule is missing"))
        .addOption(mode("remove", "remove the rules"))
        .addOption(
            mode(
                "repair",
                "unplug guests whose rules are missing, restore the rules, plug the guests in again",
            ),
        )
        .addOption(mode("watch", "repair at every change, until Ctrl-C"))
        .addOption(mode("install", "run --watch as a systemd service, now and at each boot"))
        .addOption(mode("uninstall", "remove that service; rules that are set stay"))
        .addOption(uriOption())
        .option("--json", "print JSON: { rules: [{ rule, fate }] }; with --watch, one event a line")
        .addHelpText(
            "after",
            examples(
                ["xplab guard", "sets the rules; run it as root after each boot"],
                ["xplab guard --check", "checks that all rules are set"],
                [
                    "xplab guard --watch",
                    "when something flushes the firewall, guests are unplugged for a second",
                ],
                ["xplab guard --install", "the same, as a service"],
                ["xplab guard --remove", "removes the rules"],
            ),
        )
        .action(async (options: GuardOptions) => {
            const { guard } = await import("./run.js");
            end(await guard(io, options));
        });
}
