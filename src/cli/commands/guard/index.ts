import { Option, type Command } from "commander";
import { examples } from "../../output/examples";
import type { GuardOptions } from "./run";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

const MODES = ["check", "remove", "repair", "watch", "install", "uninstall"] as const;

/** An option that excludes the other modes. */
const mode = (name: (typeof MODES)[number], help: string) =>
    new Option(`--${name}`, help).conflicts(MODES.filter((other) => other !== name));

export function addGuard(program: Command, { io, end }: Session): void {
    program
        .command("guard")
        .description("block guest traffic to the host, and keep it blocked")
        .addOption(mode("check", "change nothing; exit with 1 if a rule is missing"))
        .addOption(mode("remove", "remove the rules"))
        .addOption(mode("repair", "unplug exposed guests, restore lost rules, plug in again; once"))
        .addOption(mode("watch", "do so at every change, until Ctrl-C"))
        .addOption(mode("install", "watch as a systemd service, now and from each boot"))
        .addOption(mode("uninstall", "remove the service; the rules stay"))
        .addOption(uriOption())
        .option(
            "--json",
            "print JSON: { rules: [{ rule, fate }] }; with --watch, one event per line",
        )
        .addHelpText(
            "after",
            examples(
                ["xplab guard", "set the rules; as root, after each boot"],
                ["xplab guard --check", "are the rules set?"],
                ["xplab guard --watch", "after a flush, guests are unplugged for about a second"],
                ["xplab guard --install", "the same as a service"],
                ["xplab guard --remove", "restore the firewall"],
            ),
        )
        .action(async (options: GuardOptions) => {
            const { guard } = await import("./run.js");
            end(await guard(io, options));
        });
}
