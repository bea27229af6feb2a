import type { Command } from "commander";
import { examples } from "../examples";
import { uriOption } from "../hostUri";
import type { CaptureOptions } from "../saveCapture";
import type { Session } from ".";

export function addCapture(program: Command, { io }: Session): void {
    program
        .command("capture")
        .description("save what machines have sent and received, for Wireshark")
        .argument("[name]", "of a network or a machine (default: the only network captured)")
        .argument("[file]", "where to (default: NAME-TIME.pcapng); - is standard output")
        .option("--follow", "go on with what comes, until Ctrl-C")
        .addOption(uriOption())
        .option("--json", "print JSON: { file, frames, bytes, machines: [...] }")
        .addHelpText(
            "after",
            examples(
                ["xplab capture", "of the only network captured"],
                ["xplab capture detonation out.pcapng", "all machines of a network"],
                ["xplab capture patient-1 - | tshark -r -", "into another program"],
                ["xplab capture detonation --follow", "with times, while it goes on"],
            ),
        )
        .action(
            async (name: string | undefined, file: string | undefined, options: CaptureOptions) => {
                const { saveCapture } = await import("../saveCapture.js");
                await saveCapture(io, name, file, options);
            },
        );
}
