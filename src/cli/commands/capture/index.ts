import { InvalidArgumentError, Option, type Command } from "commander";
import { examples } from "../../output/examples";
import { uriOption } from "../../host/hostUri";
import type { CaptureOptions } from "./run";
import type { Session } from "../../session";

export function addCapture(program: Command, { io }: Session): void {
    program
        .command("capture")
        .description("save the frames that machines sent and received, for Wireshark")
        .argument("[name]", "network or machine (default: the only captured network)")
        .argument("[file]", "file to write, - for standard output (default: NAME-TIME.pcapng)")
        .option("--follow", "keep recording until Ctrl-C")
        .option(
            "--max-size <MiB>",
            "with --follow: limit for all files together, 4 or more (default: 1024)",
            mebibytes,
        )
        .addOption(
            new Option(
                "--when-full <what>",
                "with --follow: drop the oldest frames, or unplug the machines (default: oldest)",
            ).choices(["oldest", "link"]),
        )
        .addOption(uriOption())
        .option(
            "--json",
            "print JSON: { file, files: [...], frames, dropped, bytes, machines: [...] }",
        )
        .addHelpText("after", EXAMPLES)
        .action(
            async (
                name: string | undefined,
                file: string | undefined,
                options: CaptureOptions,
                command: Command,
            ) => {
                const { follow = false, maxSize, whenFull } = options;
                const isBounded = maxSize !== undefined || whenFull !== undefined;
                if (isBounded && (!follow || file === "-")) {
                    command.error("error: --max-size and --when-full need --follow and a file");
                }
                const { saveCapture } = await import("./run.js");
                await saveCapture(io, name, file, options);
            },
        );
}

const EXAMPLES = examples(
    ["xplab capture", "all machines of the only captured network"],
    ["xplab capture detonation out.pcapng", "all machines of this network"],
    ["xplab capture patient-1 - | tshark -r -", "piped into another program"],
    ["xplab capture detonation --follow", "with exact times, until Ctrl-C"],
    [
        "xplab capture detonation --follow --when-full link",
        "and unplug the machines before a frame is lost",
    ],
);

const LEAST_MIB = 4;

function mebibytes(text: string): number {
    if (!/^\d{1,9}$/.test(text) || Number(text) < LEAST_MIB) {
        throw new InvalidArgumentError(`Expected a whole number of MiB, at least ${LEAST_MIB}.`);
    }
    return Number(text);
}
