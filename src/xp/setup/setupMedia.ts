import { devicePathLong, type Finding } from "../../errors";
import type { Edition } from "../editions";
import { MARKERS } from "./setupCd";

/** What of the second CD the first logon has to do with. */
export interface SetupMedia {
    /** Folders on it with drivers, as they are written: with slashes or backslashes between names. */
    readonly driverFolders: readonly string[];
}

/** What the first logon calls the second CD's drive, such as `E:`. */
export const MEDIA_VARIABLE = "XPLAB_MEDIA";

/** Names that a command line and a list of paths take as they are. */
export const DRIVER_FOLDER =
    /^(?!.*(^|[\\/])\.+([\\/]|$))[A-Za-z0-9 _.()+-]+([\\/][A-Za-z0-9 _.()+-]+)*$/;

/** Where drivers are kept in the image. */
const KEPT_IN = "C:\\DRIVERS";

/**
 * Finds the second CD. A: is the floppy, C: the disk, and Windows gives letters to CD drives after them: D: to the setup
 * CD in hdc, E: to the one in hdd. The mark of the setup CD makes sure of it. `NUL` is in every folder that can be read
 * (Microsoft's article 65994). proof: source
 */
export const findMedia = (edition: Edition): readonly string[] => [
    `for %%d in (D E F G) do if exist %%d:\\NUL if not exist %%d:\\${MARKERS[edition]} set ${MEDIA_VARIABLE}=%%d:`,
    `if not defined ${MEDIA_VARIABLE} goto nomedia`,
];

/**
 * Copies drivers to the disk, and has Plug and Play look there for whatever new hardware a machine has (Microsoft's
 * article 314479, "Existing Windows installations"; virt-v2v does the same). `OemPnPDriversPath` of the answer file takes
 * no other drive than the one that Windows is on (TechNet cc772792). proof: source
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

/** What follows the end of the command file: without the CD, or half of its drivers, nothing is installed. */
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

/** Of a longer list Windows reads none (Microsoft's article 285933). proof: source */
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
