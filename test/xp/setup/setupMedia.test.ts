import { commandFile } from "../../../src/xp/setup/firstLogon";
import { validateSetupAnswers } from "../../../src/xp/setup/setupAnswers";
import { DRIVER_FOLDER, validateDriverPaths } from "../../../src/xp/setup/setupMedia";
import { answers } from "./answers";

const linesFor = (driverFolders: readonly string[]) =>
    commandFile(answers({ media: { driverFolders } })).split("\r\n");

test("finds the second CD first, and installs nothing without it", () => {
    const lines = linesFor([]);
    expect(lines.slice(1, 5)).toEqual([
        "echo XPLAB FIRST LOGON>COM1",
        "for %%d in (D E F G) do if not defined XPLAB_MEDIA if exist %%d:\\*.* if not exist %%d:\\WIN51IP set XPLAB_MEDIA=%%d:",
        "if not defined XPLAB_MEDIA goto nomedia",
        'reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem" /v NtfsDisableLastAccessUpdate /t REG_DWORD /d "1" /f',
    ]);
    expect(lines.slice(-11)).toEqual([
        "echo XPLAB INSTALLED>COM1",
        "shutdown -s -f -t 0",
        "exit /b 0",
        ":nomedia",
        "echo XPLAB FAILED: no drive has the second CD>COM1",
        "shutdown -s -f -t 0",
        "exit /b 1",
        ":nodrivers",
        "echo XPLAB FAILED: drivers of the second CD were not copied>COM1",
        "shutdown -s -f -t 0",
        "",
    ]);
});

test("recognises each edition's setup CD by its marker", () => {
    const lines = commandFile(
        answers({ edition: "professional-x64", media: { driverFolders: [] } }),
    );
    expect(lines).toContain("if not exist %%d:\\WIN51AP set XPLAB_MEDIA=%%d:");
});

test("copies drivers to the disk, where Windows finds them", () => {
    expect(linesFor(["NetKVM/xp/x86", "Balloon"]).slice(4, 7)).toEqual([
        'xcopy "%XPLAB_MEDIA%\\NetKVM\\xp\\x86" "C:\\DRIVERS\\NetKVM\\xp\\x86" /e /i /h /q /y || goto nodrivers',
        'xcopy "%XPLAB_MEDIA%\\Balloon" "C:\\DRIVERS\\Balloon" /e /i /h /q /y || goto nodrivers',
        'reg add "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion" /v DevicePath /t REG_EXPAND_SZ /d "%%SystemRoot%%\\inf;C:\\DRIVERS\\NetKVM\\xp\\x86;C:\\DRIVERS\\Balloon" /f',
    ]);
});

test.each(["NetKVM", "NetKVM\\xp\\x86", "NetKVM/w 2.0 (x86)"])(
    "accepts the folder %p",
    (folder) => {
        expect(folder).toMatch(DRIVER_FOLDER);
    },
);

test.each(["NetKVM/aux.x/con2", "com10", "a/nulx", "x.aux"])("accepts %p", (folder) => {
    // Only a whole name before the first dot is a device.
    expect(DRIVER_FOLDER.test(folder)).toBe(!folder.includes("aux.x"));
});

test.each([
    ...["", "/NetKVM", "NetKVM/", "..", "a/../b", "./a", "a%b", 'a"b', "a;b", "E:\\a"],
    ...[
        "aux",
        "a/NUL",
        "com1/x86",
        "nul .txt",
        "con  .a.b",
        "LPT9.inf\\x",
        "a.",
        "a ",
        "a./b",
        "a /b",
    ],
])("refuses the folder %p", (folder) => {
    expect(folder).not.toMatch(DRIVER_FOLDER);
});

test("limits the list to 1023 characters", () => {
    const fitting = "x".repeat(1023 - "%SystemRoot%\\inf;C:\\DRIVERS\\".length);
    expect(validateDriverPaths({ driverFolders: [fitting] })).toEqual([]);
    expect(validateDriverPaths({ driverFolders: [`${fitting}x`] })).toEqual([
        {
            path: ["media", "driverFolders"],
            message:
                "must have at most 1023 characters as Windows lists them, not 1024 [device-path-long]",
        },
    ]);
});

test("requires the second CD for commands that use it", () => {
    const commands = ["ver", "%xplab_media%\\setup.exe"];
    expect(validateSetupAnswers(answers({ commands, media: { driverFolders: [] } }))).toEqual([]);
    expect(validateSetupAnswers(answers({ commands }))).toEqual([
        {
            path: ["commands", 1],
            message: "must not use %XPLAB_MEDIA%: media is not set [setup-media-missing]",
        },
    ]);
});

test.each(["copy %XPLAB_MEDIA:~0,1%:\\a C:\\", "cmd /v:on /c !XPLAB_MEDIA!\\a.exe"])(
    "requires the second CD for %p",
    (line) => {
        const [found] = validateSetupAnswers(answers({ commands: [line] }));
        expect(found?.message).toContain("[setup-media-missing]");
    },
);
