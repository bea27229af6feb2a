import { InvalidArgumentError, Option, type Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { CaptureOptions } from "./saveCapture";
import type { Session } from "../../session";

export function addCapture(program: Command, { io }: Session): void {
    program
        .command("capture")
        .description("save what machines have sent and received, for Wireshark")
        .argument("[name]", "of a network or a machine (default: the only network captured)")
        .argument("[file]", "where to (default: NAME-TIME.pcapng); - is standard output")
        .option("--follow", "go on with what comes, until Ctrl-C")
        .option("--max-size <MiB>", "of all files of what is followed (default: 1024)", mebibytes)
        .addOption(
            new Option("--when-full <what>", "what goes then (default: oldest)").choices([
                "oldest",
                "link",
            ]),
        )
        .addOption(uriOption())
        .option(
            "--json",
            "print JSON: { file, files: [...], frames, dropped, bytes, machines: [...] }",
        )
        .addHelpText(
            "after",
            examples(
                ["xplab capture", "of the only network captured"],
                ["xplab capture detonation out.pcapng", "all machines of a network"],
                ["xplab capture patient-1 - | tshark -r -", "into another program"],
                ["xplab capture detonation --follow", "with times, while it goes on"],
                [
                    "xplab capture detonation --follow --when-full link",
                    "and unplug the machines before anything is lost",
                ],
            ),
        )
        .action(
            async (
                name: string | undefined,
                file: string | undefined,
                options: CaptureOptions,
                command: Command,
            ) => {
                const { follow = false, maxSize, whenFull } = options;
                const isBounded = maxSize !== undefined || whenFull !== undefined;
                if (isBounded && (!follow || file === "-"))
                    command.error(
                        "error: --max-size and --when-full go with --follow, into a file",
                    );
                const { saveCapture } = await import("./saveCapture.js");
                await saveCapture(io, name, file, options);
            },
        );
}

const LEAST_MIB = 4;

function mebibytes(text: string): number {
    if (!/^\d{1,9}$/.test(text) || Number(text) < LEAST_MIB)
        throw new InvalidArgumentError(`Write whole MiB, ${LEAST_MIB} or more.`);
    return Number(text);
}
