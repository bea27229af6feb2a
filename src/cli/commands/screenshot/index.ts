import type { Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { ScreenshotOptions } from "./saveScreenshot";
import type { Session } from "../../session";

export function addScreenshot(program: Command, { io }: Session): void {
    program
        .command("screenshot")
        .description("save a machine's screen as a PNG file")
        .argument("<machine>", "machine name, stack/name or domain name")
        .argument("[file]", "file to write, - for standard output (default: MACHINE.png)")
        .addOption(uriOption())
        .option("--json", "print JSON: { machine, file, bytes }")
        .addHelpText(
            "after",
            examples(
                ["xplab screenshot patient-1", "writes patient-1.png"],
                ["xplab screenshot dev/patient-1 before.png", "the machine of stack dev"],
                ["xplab screenshot patient-1 - | display", "piped into another program"],
            ),
        )
        .action(async (name: string, file: string | undefined, options: ScreenshotOptions) => {
            const { saveScreenshot } = await import("./saveScreenshot.js");
            await saveScreenshot(io, name, file, options);
        });
}
