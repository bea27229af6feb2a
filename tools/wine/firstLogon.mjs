// @ts-check
import {
    answersWith,
    COMMAND_FAILED_TEXT,
    COMMAND_FILE,
    DONE_TEXT,
    EDITIONS,
    floppyOf,
    LOGON_TEXT,
    MARKERS,
    tweaksOf,
} from "./product.mjs";

/** @import { WineSession } from "./session.mjs" */
/** @import { SetupAnswers } from "./product.mjs" */
/** @import { Report } from "./report.mjs" */

const DRIVERS = "NetKVM/xp/x86";
const MEDIA = {
    [`${DRIVERS}/netkvm.inf`]: "a driver",
    "noexit.bat": "@echo off\r\necho ran>C:\\ran.txt\r\n",
    "exit.cmd": "@echo off\r\nexit 0\r\n",
    "exit3.cmd": "@echo off\r\nexit 3\r\n",
    "exitb.cmd": "@echo off\r\nexit /b 4\r\n",
};
const LEFT = ["calls.log", "XPLAB", "XPLAB0", "DRIVERS", "ran.txt", "later.txt"];
const WINLOGON = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon";
/** Passwords with every character that a command line might take for its own. */
const PASSWORDS = ["", "a&b^c<d>|!e", "  ; = , ( ) ~ ` $ @ ' {}[] ", "/f /v x /d -1"];

/**
 * Runs the whole first logon.
 * @param {WineSession} session
 * @param {SetupAnswers} answers
 */
async function logOn(session, answers) {
    session.remove(LEFT);
    session.fill("a", floppyOf(answers));
    session.fill("d", { [MARKERS[answers.edition]]: "" });
    session.fill("e", MEDIA);
    session.wine(["cmd", "/c", `A:\\${COMMAND_FILE}`]);
    return { port: await session.port(), calls: session.calls() };
}

/** @param {WineSession} session @param {Report} report */
export async function checkFirstLogon(session, report) {
    for (const edition of EDITIONS) {
        for (const adminPassword of PASSWORDS) {
            const media = { driverFolders: [DRIVERS] };
            const answers = answersWith({ edition, adminPassword, media });
            const { port, calls } = await logOn(session, answers);
            report.compare(`${edition}: COM1`, port, [LOGON_TEXT, DONE_TEXT]);
            report.compare(`${edition}: calls`, calls.slice(-2), [
                "fsutil file createnew C:\\XPLAB0\\0 67108864",
                "shutdown -s -f -t 0",
            ]);
            report.compare(`${edition}: power scheme`, calls.slice(0, -2).length, 8);
            report.compare(
                `${edition}: driver`,
                session.read(`DRIVERS/${DRIVERS}/netkvm.inf`),
                "a driver",
            );
            report.compare(`${edition}: zeros are gone`, session.read("XPLAB0/0"), undefined);
            checkRegistry(session, report, answers);
        }
    }
}

/**
 * @param {WineSession} session
 * @param {Report} report
 * @param {SetupAnswers} answers
 */
function checkRegistry(session, report, { edition, adminPassword }) {
    /** @type {[string, string, string][]} place, name, and type with data */
    const wanted = [
        ...tweaksOf(edition).map(
            ({ key, name, type, data }) =>
                /** @type {[string, string, string]} */ ([
                    key,
                    name,
                    type === "REG_DWORD" ? dword(Number(data)) : text(1, data),
                ]),
        ),
        [`HKLM\\${WINLOGON}`, "AutoAdminLogon", text(1, "1")],
        [`HKLM\\${WINLOGON}`, "DefaultPassword", text(1, adminPassword)],
        [`HKLM\\${WINLOGON}`, "AutoLogonCount", "none"],
        [
            "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion",
            "DevicePath",
            text(2, `%SystemRoot%\\inf;C:\\DRIVERS\\${DRIVERS.replaceAll("/", "\\")}`),
        ],
    ];
    const lines = wanted.map(([place, name]) => {
        const root = place.slice(0, place.indexOf("\\"));
        return [root, place.slice(root.length + 1), name].join("\t");
    });
    const seen = session.ask("registry", lines);
    wanted.forEach(([place, name, value], index) =>
        report.compare(`${edition}: ${place}\\${name}`, seen[index], value),
    );
}

/** @param {number} value */
function dword(value) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return `4 ${bytes.toString("hex")}`;
}

/** @param {number} type @param {string} value */
const text = (type, value) => `${type} ${Buffer.from(`${value}\0`, "utf16le").toString("hex")}`;

/** Commands that would decide the rest of a shared file, and the exit code that must be reported; undefined: Wine's own. */
/** @type {readonly (readonly [line: string, code?: number])[]} */
const HOSTILE = [
    ['"%XPLAB_MEDIA%\\noexit.bat"', 0],
    ['call "%XPLAB_MEDIA%\\exit.cmd"', 0],
    ['"%XPLAB_MEDIA%\\exit3.cmd"', 3],
    ['"%XPLAB_MEDIA%\\exitb.cmd"', 4],
    ["exit", 0],
    ["exit 7", 7],
    ["exit -1073741819", -1073741819],
    ["goto :eof", 0],
    ["goto nowhere"],
    ["if exist C:\\windows\\*.* ("],
    ["path E:\\tools", 0],
    ["set PATH=", 0],
    ["echo x ^", 0],
    ["pause"],
    ["set /p x=?"],
    [")"],
    ["echo 3> C:\\later.txt & del C:\\later.txt"],
    ["@echo on"],
    ["for %%i in (a b) do echo %%i", 0],
    [`echo ${"x".repeat(8100)}`, 0],
    ['reg add "HKCU\\Software\\Microsoft\\Command Processor" /v AutoRun /d "exit" /f', 0],
    ["nosuchprogram.exe"],
];

/** @param {WineSession} session @param {Report} report */
export async function checkCommands(session, report) {
    const all = HOSTILE.map(([line]) => line);
    for (const commands of [...HOSTILE.map(([line]) => [line]), all]) {
        const lines = [...commands, "echo later>C:\\later.txt"];
        const answers = answersWith({ commands: lines, media: { driverFolders: [] } });
        const { port, calls } = await logOn(session, answers);
        const what = commands.length === 1 ? (commands[0] ?? "").slice(0, 60) : "all together";
        report.compare(`${what}: begin and end`, [port[0], port.at(-1)], [LOGON_TEXT, DONE_TEXT]);
        report.compare(`${what}: power off`, calls.at(-1), "shutdown -s -f -t 0");
        report.compare(`${what}: the next command`, session.read("later.txt")?.trim(), "later");
        commands.forEach((line, index) => {
            const code = HOSTILE.find(([one]) => one === line)?.[1];
            if (code === undefined) return;
            const begin = `${COMMAND_FAILED_TEXT}${index + 1} ended with exit code `;
            const said = port.find((one) => one.startsWith(begin));
            const wanted =
                code === 0
                    ? undefined
                    : `${begin}${code}, its output is in C:\\XPLAB\\${index + 1}.TXT`;
            report.compare(`${what}: report of ${line.slice(0, 40)}`, said, wanted);
            report.compare(
                `${what}: output of ${line.slice(0, 40)} is kept`,
                session.read(`XPLAB/${index + 1}.TXT`) !== undefined,
                code !== 0,
            );
        });
        session.wine([
            ...["reg", "delete", "HKCU\\Software\\Microsoft\\Command Processor"],
            ...["/v", "AutoRun", "/f"],
        ]);
    }
}
