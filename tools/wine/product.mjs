// @ts-check
import { createRequire } from "node:module";
import { join } from "node:path";
import { rootFolder } from "../lab/folders.mjs";

const require = createRequire(import.meta.url);
/** @param {string} path below `src` */
const compiled = (path) => require(join(rootFolder, "dist", path));

// What the product writes for Windows, and its own reading of Windows' files, as compiled.

/** @type {typeof import("../../src/xp/setup/answerFile.js")} */
export const { answerFile, ANSWER_FILE } = compiled("xp/setup/answerFile.js");
/** @type {typeof import("../../src/xp/setup/firstLogon.js")} */
export const { commandFile, COMMAND_FILE, DONE_TEXT, LOGON_TEXT } =
    compiled("xp/setup/firstLogon.js");
/** @type {typeof import("../../src/xp/setup/userCommands.js")} */
export const { userCommandFiles, COMMAND_FAILED_TEXT } = compiled("xp/setup/userCommands.js");
/** @type {typeof import("../../src/xp/setup/setupAnswers.js")} */
export const { validateSetupAnswers } = compiled("xp/setup/setupAnswers.js");
/** @type {typeof import("../../src/xp/setup/setupCd.js")} */
export const { MARKERS } = compiled("xp/setup/setupCd.js");
/** @type {typeof import("../../src/xp/setup/setupMedia.js")} */
export const { DRIVER_FOLDER } = compiled("xp/setup/setupMedia.js");
/** @type {typeof import("../../src/xp/setup/tweaks.js")} */
export const { tweaksOf } = compiled("xp/setup/tweaks.js");
/** @type {typeof import("../../src/xp/setup/iniSections.js")} */
export const { iniSections } = compiled("xp/setup/iniSections.js");
/** @type {typeof import("../../src/xp/setup/windows1252.js")} */
export const { windows1252 } = compiled("xp/setup/windows1252.js");
/** @type {typeof import("../../src/xp/editions.js")} */
export const { EDITIONS } = compiled("xp/editions.js");
/** @type {typeof import("../../src/provider/imageImport/folder/windowsNames.js")} */
export const { nameProblem } = compiled("provider/imageImport/folder/windowsNames.js");

/** @typedef {import("../../src/xp/setup/setupAnswers.js").SetupAnswers} SetupAnswers */

/**
 * @param {Partial<SetupAnswers>} [changes]
 * @returns {SetupAnswers}
 */
export const answersWith = (changes = {}) => ({
    edition: "professional",
    productKey: "BBBBB-CCCCC-DDDDD-FFFFF-GGGGG",
    fullName: "Lab",
    organization: "xplab",
    computerName: "*",
    workgroup: "WORKGROUP",
    adminPassword: "",
    autoLogon: true,
    timeZone: 85,
    commands: [],
    ...changes,
});

/** @param {SetupAnswers} answers */
export const floppyOf = (answers) => ({
    [ANSWER_FILE]: answerFile(answers),
    [COMMAND_FILE]: commandFile(answers),
    ...userCommandFiles(answers.commands),
});
