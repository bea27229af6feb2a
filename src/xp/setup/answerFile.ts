import { ANSWER_KEYS } from "./answerKeys";
import type { SetupAnswers } from "./setupAnswers";
import { windows1252 } from "./windows1252";

/** Setup that starts from the CD looks for this name in the root of A: (osinfo-db, avocado-vt). proof: source */
export const ANSWER_FILE = "WINNT.SIF";

/** The answer file, one byte per character. */
export function answerFile(answers: SetupAnswers): string {
    const sections = [...new Set(ANSWER_KEYS.map(({ section }) => section))];
    const lines = sections.flatMap((section) => [
        `[${section}]`,
        ...ANSWER_KEYS.filter((one) => one.section === section).map(
            ({ key, value }) => `${key}=${typeof value === "string" ? value : value(answers)}`,
        ),
        "",
    ]);
    return asFile(lines.slice(0, -1));
}

/** Joins lines with DOS line ends; characters outside the code page were refused before. */
export function asFile(lines: readonly string[]): string {
    const text = windows1252(lines.map((line) => `${line}\r\n`).join(""));
    if (text === undefined) throw new Error("the answers were not checked");
    return text;
}
