import { commandFile, DELETE_ANSWERS } from "./firstLogon";
import type { SetupAnswers } from "./setupAnswers";
import { MARKERS } from "./setupCd";
import { findMedia, MEDIA_VARIABLE } from "./setupMedia";

/**
 * The command file as the first builds of 1.0.0 wrote it from the same answers. An image that was installed with it is not
 * installed again: a volume's record from then has this text, and nothing else to compare.
 */
export function formerCommandFile(answers: SetupAnswers): string {
    const { edition, commands } = answers;
    const [loop = ""] = findMedia(edition);
    return commandFile({ ...answers, commands: [] })
        .replace(
            loop,
            () =>
                `for %%d in (D E F G) do if exist %%d:\\NUL if not exist %%d:\\${MARKERS[edition]} set ${MEDIA_VARIABLE}=%%d:`,
        )
        .replace(DELETE_ANSWERS, () =>
            [DELETE_ANSWERS.replace(" /a ", " "), ...commands].join("\r\n"),
        );
}
