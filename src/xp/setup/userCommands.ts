import { commandNotBatch, setupMediaMissing, type Finding } from "../../errors";
import { asFile } from "./answerFile";
import { MEDIA_VARIABLE } from "./setupMedia";

/** Begins the line on COM1 about a command that failed. */
export const COMMAND_FAILED_TEXT = "XPLAB COMMAND ";

/** Where the output of commands that failed stays. */
const OUTPUTS = "C:\\XPLAB";

const fileOf = (number: number) => `XPLAB${number}.CMD`;

/**
 * The files that the commands are run from, by name. Each has a cmd of its own, so that no command can end the command file,
 * continue on its next line, or change variables and the path for the steps after it.
 */
export function userCommandFiles(commands: readonly string[]): Record<string, string> {
    return Object.fromEntries(
        commands.map((line, index) => [fileOf(index + 1), asFile(["@echo off", line])]),
    );
}

/**
 * Runs each command without a keyboard, so that a question ends instead of waiting, and without AutoRun, which an earlier
 * command may have set. `if errorlevel 1` would miss the negative codes of crashed programs. The redirection comes first,
 * because a digit right before `>` would be read as the number of a handle. proof: wine
 */
export function runUserCommands(commands: readonly string[]): readonly string[] {
    if (commands.length === 0) return [];
    const runs = commands.flatMap((_, index) => {
        const number = index + 1;
        const output = `${OUTPUTS}\\${number}.TXT`;
        const failed = `${COMMAND_FAILED_TEXT}${number} ended with exit code %errorlevel%, its output is in ${output}`;
        return [
            `cmd /d /c A:\\${fileOf(number)} <NUL >${output} 2>&1`,
            `if not %errorlevel%==0 >COM1 echo ${failed}`,
            `if %errorlevel%==0 del /f /q /a ${output}`,
        ];
    });
    // Without the last line's /s the folder stays if it holds an output.
    return [`md ${OUTPUTS}`, ...runs, `rd ${OUTPUTS}`];
}

/** The longest line that cmd reads (Microsoft's article 830473); it drops longer ones. proof: source; seen with Wine 10 */
const LONGEST_LINE = 8190;

/** `%i` as typed at a prompt, where a file needs `%%i`. */
const PROMPT_LOOP = /(^|[\s(&|@])for\s+(\/[a-z]\s+)*%[^%\s]\s+in\b/i;

/** Reports command lines that would not work as a line of a batch file. Lines are not shown: they may be secret. */
export function validateUserCommands(lines: readonly unknown[], hasMedia: boolean): Finding[] {
    return lines.flatMap((line, index) => {
        if (typeof line !== "string") return [];
        const path = ["commands", index];
        const why = whyNotBatch(line);
        return [
            ...(why === undefined ? [] : [commandNotBatch(path, { why })]),
            ...(hasMedia || !NEEDS_MEDIA.test(line)
                ? []
                : [setupMediaMissing(path, { variable: MEDIA_VARIABLE })]),
        ];
    });
}

/** `%XPLAB_MEDIA%`, `%XPLAB_MEDIA:~0,1%`, and `!XPLAB_MEDIA!` of delayed expansion. */
const NEEDS_MEDIA = new RegExp(`[%!]${MEDIA_VARIABLE}[%!:]`, "i");

function whyNotBatch(line: string): string | undefined {
    if (line.trim() === "") return "must not be blank";
    if (line.length > LONGEST_LINE) {
        return `must have at most ${LONGEST_LINE} characters, not ${line.length}: cmd ignores longer lines`;
    }
    return PROMPT_LOOP.test(line)
        ? "must write the variable of a for loop with two percent signs, as in every batch file: for %%i in (...) do ..."
        : undefined;
}
