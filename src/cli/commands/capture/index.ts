import { InvalidArgumentError, Option, type Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { CaptureOptions } from "./run";
import type { Session } from "../../session";

export function addCapture(program: Command, { io }: Session): void {
    program
        .command("capture")
        .description("save the network traffic of machines, for Wireshark")
        .argument("[name]", "a network or a machine (default: the only captured network)")
        .argument("[file]", "output file (default: NAME-TIME.pcapng); - is standard output")
        .option("--follow", "continue with new frames, until Ctrl-C")
        .option(
            "--max-size <MiB>",
            "with --follow: limit of all files together (default: 1024)",
            mebibytes,
        )
        .addOption(
            new Option(
                "--when-full <what>",
                "then drop the oldest frames, or unplug the machines' link (default: oldest)",
            ).choices(["oldest", "link"]),
        )
        .addOption(uriOption())
        .option(
            "--json",
            "print JSON: { file, files: [...], frames, dropped, bytes, machines: [...] }",
        )
        .addHelpText(
            "after",
            examples(
                ["xplab capture", "the only captured network"],
                ["xplab capture detonation out.pcapng", "all machines of a network"],
                ["xplab capture patient-1 - | tshark -r -", "one machine, read by another program"],
                ["xplab capture detonation --follow", "live, with exact times"],
                [
                    "xplab capture detonation --follow --when-full link",
                    "unplug the machines before anything is lost",
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
                    command.error("error: --max-size and --when-full need --follow and a file");
                const { saveCapture } = await import("./run.js");
                await saveCapture(io, name, file, options);
            },
        );
}

const LEAST_MIB = 4;

function mebibytes(text: string): number {
    if (!/^\d{1,9}$/.test(text) || Number(text) < LEAST_MIB)
        throw new InvalidArgumentError(`Expected a whole number of MiB, at least ${LEAST_MIB}.`);
    return Number(text);
}
