import { ANSWER_KEYS } from "./answerKeys";
import type { SetupAnswers } from "./setupAnswers";
import { windows1252 } from "./windows1252";

/** Its name in the root of A:, where setup that was started from the CD looks for it (osinfo-db, avocado-vt). proof: source */
export const ANSWER_FILE = "WINNT.SIF";

/** The answer file, a character a byte. */
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

/** Lines as DOS ends them; what the code page has no byte for has been refused before. */
export function asFile(lines: readonly string[]): string {
    const text = windows1252(lines.map((line) => `${line}\r\n`).join(""));
    if (text === undefined) throw new Error("the answers were not checked");
    return text;
}
