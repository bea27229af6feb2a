import { Option, type Command } from "commander";
import { examples } from "../../output/examples";
import type { GuardOptions } from "./guard";
import { uriOption } from "../../host/hostUri";
import type { Session } from "../../session";

const MODES = ["check", "remove", "repair", "watch", "install", "uninstall"] as const;

/** One at a time. */
const mode = (name: (typeof MODES)[number], help: string) =>
    new Option(`--${name}`, help).conflicts(MODES.filter((other) => other !== name));

export function addGuard(program: Command, { io, end }: Session): void {
    program
        .command("guard")
        .description("keep guests from the host: rules of its firewall, set once or watched")
        .addOption(mode("check", "change nothing; ends with 1 when a rule is missing"))
        .addOption(mode("remove", "take the rules away again"))
        .addOption(mode("repair", "unplug guests whose rules are gone, restore the rules, plug in"))
        .addOption(mode("watch", "do that at every change, until Ctrl-C"))
        .addOption(mode("install", "watch from now on and from each start of the host, by systemd"))
        .addOption(mode("uninstall", "watch no more; rules that are set stay"))
        .addOption(uriOption())
        .option("--json", "print JSON: { rules: [{ rule, fate }] }; with --watch, one event a line")
        .addHelpText(
            "after",
            examples(
                ["xplab guard", "as root, once after each start of the host"],
                ["xplab guard --check", "whether they are there"],
                ["xplab guard --watch", "what flushes the firewall costs guests a second of cable"],
                ["xplab guard --install", "the same as a service"],
                ["xplab guard --remove", "the firewall as it was"],
            ),
        )
        .action(async (options: GuardOptions) => {
            const { guard } = await import("./guard.js");
            end(await guard(io, options));
        });
}
