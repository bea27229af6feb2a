import { Command, CommanderError } from "commander";
import { addCommands } from "./commands";
import { examples } from "./output/examples";
import { isOutputClosed, type Io } from "./output/io";
import { readManifest } from "./ownPackage";
import { exitCodes } from "../errors";
import { report } from "./output/report";

/** Runs `xplab` with the arguments after its name, and returns the exit code. */
export async function run(words: readonly string[], io: Io): Promise<number> {
    // A command that found a problem, such as audit, fails without an error.
    let exitCode: number = exitCodes.done;
    const program = programFor(io, (code) => (exitCode = code));
    try {
        await program.parseAsync(words, { from: "user" });
        return io.signal.aborted && !isOutputClosed(io) ? exitCodes.interrupted : exitCode;
    } catch (error) {
        // Commander has already printed it.
        if (error instanceof CommanderError) {
            return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
        }
        return report(error, io, words.includes("--json"));
    }
}

/** Every command with its help. `end` takes the exit code of a command that has done its work. */
export function programFor(io: Io, end: (exitCode: number) => void): Command {
    const program = new Command("xplab")
        .description(
            "Windows XP labs as code: create a project, inspect and reset its machines, find problems.",
        )
        .version(readManifest().version, "-v, --version", "show the version")
        .helpOption("-h, --help", "show this help")
        .helpCommand("help [command]", "show the help of a command")
        .configureOutput({
            writeOut: (text) => io.out.write(text),
            writeErr: (text) => io.err.write(text),
        })
        .configureHelp({ helpWidth: 100 })
        .exitOverride()
        .addHelpText(
            "after",
            examples(
                ["xplab new mylab", "a project folder; then: cd mylab && pulumi up"],
                ["xplab ls", "the machines on this host"],
                ["xplab audit", "whether they are as isolated as their labs declare"],
                ["xplab doctor", "what keeps labs from running on this host"],
            ),
        );
    addCommands(program, { io, end });
    for (const command of program.commands) {
        command.showHelpAfterError(`Run "xplab ${command.name()} --help" for usage.`);
    }
    return program.showHelpAfterError('Run "xplab --help" for a list of commands.');
}
