import { asFile } from "./answerFile";
import type { SetupAnswers } from "./setupAnswers";
import { findMedia, keepDrivers, MEDIA_FAILURES } from "./setupMedia";
import { tweaksOf, type Tweak } from "./tweaks";
import { runUserCommands } from "./userCommands";

/** The file on the floppy that GuiRunOnce runs at the first logon. */
export const COMMAND_FILE = "XPLAB.CMD";

/** The lines on COM1 at the first logon, and at its end. Every DOS and Windows has the device name COM1. proof: wine */
export const LOGON_TEXT = "XPLAB FIRST LOGON";
export const DONE_TEXT = "XPLAB INSTALLED";

const WINLOGON = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon";

/**
 * The graphical part's copy of the answers (WINNT_GUI_FILE of Windows' setup), which all machines of the image would have.
 * Without /a, del finds no hidden file. proof: source
 */
export const DELETE_ANSWERS = 'del /f /q /a "%SystemRoot%\\system32\\$winnt$.inf"';

/** The command file of the first logon. */
export function commandFile(answers: SetupAnswers): string {
    const { edition, media } = answers;
    return asFile([
        "@echo off",
        `echo ${LOGON_TEXT}>COM1`,
        ...(media === undefined ? [] : [...findMedia(edition), ...keepDrivers(media)]),
        ...tweaksOf(edition).map(registryLine),
        ...POWER,
        ...autoLogon(answers),
        DELETE_ANSWERS,
        ...runUserCommands(answers.commands),
        ...ZERO_FREE_SPACE,
        `echo ${DONE_TEXT}>COM1`,
        "shutdown -s -f -t 0",
        ...(media === undefined ? [] : MEDIA_FAILURES),
    ]);
}

const registryLine = ({ key, name, type, data }: Pick<Tweak, "key" | "name" | "type" | "data">) =>
    `reg add "${key}" /v ${name} /t ${type} /d "${data}" /f`;

/** XP's powercfg identifies schemes by number: 3 is "Always On" in every language (dockur/windows). proof: source */
const POWER = [
    ...["monitor", "disk", "standby"].flatMap((what) =>
        ["ac", "dc"].map((supply) => `powercfg /change 3 /numerical /${what}-timeout-${supply} 0`),
    ),
    "powercfg /setactive 3 /numerical",
    "powercfg /hibernate off",
];

/**
 * Without DefaultPassword, even an empty one, Windows resets AutoAdminLogon; with AutoLogonCount it counts down (Microsoft's
 * article 315231). proof: source
 */
function autoLogon({ autoLogon: isWanted, adminPassword }: SetupAnswers): string[] {
    const value = (name: string, data: string) =>
        registryLine({ key: WINLOGON, name, type: "REG_SZ", data });
    if (!isWanted) return [value("AutoAdminLogon", "0")];
    return [
        value("AutoAdminLogon", "1"),
        value("DefaultPassword", adminPassword),
        `reg delete "${WINLOGON}" /v AutoLogonCount /f`,
    ];
}

/**
 * Files that setup deleted are still on the disk. So free space is filled with copies of a file of zeros, which the host
 * does not store, and freed again. Stock XP has no better tool. proof: source (fsutil's documentation)
 */
const ZERO_FREE_SPACE = [
    "md C:\\XPLAB0",
    "fsutil file createnew C:\\XPLAB0\\0 67108864",
    "for /l %%n in (1,1,32768) do copy /y C:\\XPLAB0\\0 C:\\XPLAB0\\%%n || goto full",
    ":full",
    "rd /s /q C:\\XPLAB0",
];
