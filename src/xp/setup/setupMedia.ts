import { devicePathLong, type Finding } from "../../errors";
import type { Edition } from "../editions";
import { MARKERS } from "./setupCd";

/** The second CD, as far as the first logon uses it. */
export interface SetupMedia {
    /** Folders on it with drivers, with slashes or backslashes between names. */
    readonly driverFolders: readonly string[];
}

/** The environment variable with the second CD's drive, such as `E:`. */
export const MEDIA_VARIABLE = "XPLAB_MEDIA";

/** One that needs no quoting in a command line or a list of paths. Windows drops dots and spaces at a name's end. */
const FOLDER_NAME = "[A-Za-z0-9 _.()+-]*[A-Za-z0-9_()+-]";
/** The blanks before the extension do not make another name of a device. proof: wine */
const DEVICE_NAME = "(?:con|prn|aux|nul|com[1-9]|lpt[1-9]) *(?:\\.[^\\\\/]*)?";

/** Folders below the second CD's root, with slashes or backslashes between names. */
export const DRIVER_FOLDER = new RegExp(
    `^(?!(?:.*[\\\\/])?${DEVICE_NAME}(?:[\\\\/]|$))${FOLDER_NAME}(?:[\\\\/]${FOLDER_NAME})*$`,
    "i",
);

/** The folder of drivers in the image. */
const KEPT_IN = "C:\\DRIVERS";

/**
 * Finds the second CD: the first drive with a file or folder that lacks the setup CD's marker file. A: is the floppy and C:
 * the disk; Windows assigns the next letters to CD drives: D: to the setup CD in hdc, E: to the one in hdd. A drive without
 * a disc has no `*.*`; `NUL` would be no test of a CD, because it holds for local FAT alone (Microsoft's articles 77361 and
 * 65994). proof: wine
 */
export const findMedia = (edition: Edition): readonly string[] => [
    `for %%d in (D E F G) do if not defined ${MEDIA_VARIABLE} if exist %%d:\\*.* if not exist %%d:\\${MARKERS[edition]} set ${MEDIA_VARIABLE}=%%d:`,
    `if not defined ${MEDIA_VARIABLE} goto nomedia`,
];

/**
 * Copies drivers to the disk, where Plug and Play will look for them when a machine has new hardware (Microsoft's article
 * 314479, "Existing Windows installations"; virt-v2v does the same). The answer file's `OemPnPDriversPath` accepts only the
 * drive that Windows is on (TechNet cc772792). proof: source. The files and the list arrive. proof: wine
 */
export function keepDrivers({ driverFolders }: SetupMedia): readonly string[] {
    if (driverFolders.length === 0) return [];
    const path = devicePath(driverFolders).replaceAll("%", "%%");
    return [
        ...driverFolders
            .map(backslashed)
            .map(
                (folder) =>
                    `xcopy "%${MEDIA_VARIABLE}%\\${folder}" "${KEPT_IN}\\${folder}" /e /i /h /q /y || goto nodrivers`,
            ),
        `reg add "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion" /v DevicePath /t REG_EXPAND_SZ /d "${path}" /f`,
    ];
}

/** The error branch at the end of the command file: a missing CD or driver fails the installation. */
export const MEDIA_FAILURES: readonly string[] = [
    "exit /b 0",
    ":nomedia",
    "echo XPLAB FAILED: no drive has the second CD>COM1",
    "shutdown -s -f -t 0",
    "exit /b 1",
    ":nodrivers",
    "echo XPLAB FAILED: drivers of the second CD were not copied>COM1",
    "shutdown -s -f -t 0",
];

/** Windows ignores a longer list (Microsoft's article 285933). proof: source */
const LONGEST_PATH = 1023;

export function validateDriverPaths({ driverFolders }: SetupMedia): Finding[] {
    const { length } = devicePath(driverFolders);
    return length > LONGEST_PATH
        ? [devicePathLong(["media", "driverFolders"], { length, most: LONGEST_PATH })]
        : [];
}

const devicePath = (folders: readonly string[]) =>
    ["%SystemRoot%\\inf", ...folders.map((folder) => `${KEPT_IN}\\${backslashed(folder)}`)].join(
        ";",
    );

const backslashed = (folder: string) => folder.replaceAll("/", "\\");
