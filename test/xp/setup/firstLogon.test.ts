import { commandFile } from "../../../src/xp/setup/firstLogon";
import { formerCommandFile } from "../../../src/xp/setup/formerCommandFile";
import { userCommandFiles } from "../../../src/xp/setup/userCommands";
import { FLOPPY_NAME } from "../../../src/schema/installedVolume";
import { TWEAKS, tweaksOf } from "../../../src/xp/setup/tweaks";
import { answers } from "./answers";

const linesOf = (text: string) => text.split("\r\n");

const WINLOGON = 'reg add "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon"';

test("reports to COM1 the logon first, and the end right before power-off", () => {
    const lines = linesOf(commandFile(answers()));
    expect(lines.slice(0, 3)).toEqual([
        "@echo off",
        "echo XPLAB FIRST LOGON>COM1",
        'reg add "HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem" /v NtfsDisableLastAccessUpdate /t REG_DWORD /d "1" /f',
    ]);
    expect(lines.slice(-3)).toEqual(["echo XPLAB INSTALLED>COM1", "shutdown -s -f -t 0", ""]);
});

test("runs each of the user's commands in a cmd of its own, after all settings and before it zeroes free space", () => {
    const lines = linesOf(commandFile(answers({ commands: ["ver", "exit"] })));
    const at = lines.indexOf("md C:\\XPLAB");
    const failed = (number: number) =>
        `if not %errorlevel%==0 >COM1 echo XPLAB COMMAND ${number} ended with exit code %errorlevel%, its output is in C:\\XPLAB\\${number}.TXT`;
    expect(lines.slice(at - 1, at + 14)).toEqual([
        'del /f /q /a "%SystemRoot%\\system32\\$winnt$.inf"',
        "md C:\\XPLAB",
        "cmd /d /c A:\\XPLAB1.CMD <NUL >C:\\XPLAB\\1.TXT 2>&1",
        failed(1),
        "if %errorlevel%==0 del /f /q /a C:\\XPLAB\\1.TXT",
        "cmd /d /c A:\\XPLAB2.CMD <NUL >C:\\XPLAB\\2.TXT 2>&1",
        failed(2),
        "if %errorlevel%==0 del /f /q /a C:\\XPLAB\\2.TXT",
        "rd C:\\XPLAB",
        "md C:\\XPLAB0",
        "fsutil file createnew C:\\XPLAB0\\0 67108864",
        "for /l %%n in (1,1,32768) do copy /y C:\\XPLAB0\\0 C:\\XPLAB0\\%%n || goto full",
        ":full",
        "rd /s /q C:\\XPLAB0",
        "echo XPLAB INSTALLED>COM1",
    ]);
    expect(linesOf(commandFile(answers()))).not.toContain("md C:\\XPLAB");
});

test("writes a file for each command, with a name that a floppy has", () => {
    const files = userCommandFiles(["ver", 'echo "x" ^']);
    expect(files).toEqual({
        "XPLAB1.CMD": "@echo off\r\nver\r\n",
        "XPLAB2.CMD": '@echo off\r\necho "x" ^\r\n',
    });
    const names = Object.keys(userCommandFiles(Array.from({ length: 224 }, () => "ver")));
    expect(names.filter((name) => !FLOPPY_NAME.test(name))).toEqual([]);
});

test("knows what the first builds of 1.0.0 wrote from the same answers", () => {
    const given = { commands: ["ver", "echo $& >C:\\x"], media: { driverFolders: [] } };
    const lines = linesOf(formerCommandFile(answers(given)));
    expect(lines[2]).toBe(
        "for %%d in (D E F G) do if exist %%d:\\NUL if not exist %%d:\\WIN51IP set XPLAB_MEDIA=%%d:",
    );
    const at = lines.indexOf("ver");
    expect(lines.slice(at - 1, at + 3)).toEqual([
        'del /f /q "%SystemRoot%\\system32\\$winnt$.inf"',
        "ver",
        "echo $& >C:\\x",
        "md C:\\XPLAB0",
    ]);
});

test("keeps the screen on, so that one press of the power button is enough", () => {
    expect(linesOf(commandFile(answers())).filter((line) => line.startsWith("powercfg"))).toEqual([
        "powercfg /change 3 /numerical /monitor-timeout-ac 0",
        "powercfg /change 3 /numerical /monitor-timeout-dc 0",
        "powercfg /change 3 /numerical /disk-timeout-ac 0",
        "powercfg /change 3 /numerical /disk-timeout-dc 0",
        "powercfg /change 3 /numerical /standby-timeout-ac 0",
        "powercfg /change 3 /numerical /standby-timeout-dc 0",
        "powercfg /setactive 3 /numerical",
        "powercfg /hibernate off",
    ]);
});

test("logs on automatically, or stops at the logon", () => {
    const winlogon = (autoLogon: boolean) =>
        linesOf(commandFile(answers({ autoLogon, adminPassword: "s3cret" }))).filter((line) =>
            line.includes("Winlogon"),
        );
    expect(winlogon(true)).toEqual([
        `${WINLOGON} /v AutoAdminLogon /t REG_SZ /d "1" /f`,
        `${WINLOGON} /v DefaultPassword /t REG_SZ /d "s3cret" /f`,
        'reg delete "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon" /v AutoLogonCount /f',
    ]);
    expect(winlogon(false)).toEqual([`${WINLOGON} /v AutoAdminLogon /t REG_SZ /d "0" /f`]);
});

test("gives each edition its tweaks", () => {
    const only = (edition: Parameters<typeof tweaksOf>[0]) =>
        tweaksOf(edition)
            .filter(({ editions }) => editions !== undefined)
            .map(({ name }) => name);
    expect(only("home")).toEqual(["SuppressNewHWUI"]);
    expect(only("professional")).toEqual(["SuppressNewHWUI"]);
    expect(only("professional-x64")).toEqual(["SuppressUI", "ShutdownReasonOn"]);
});

test("sets no value twice, and gives an effect and a source for each", () => {
    const names = TWEAKS.map(({ key, name }) => `${key} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(TWEAKS.filter(({ effect, source }) => effect === "" || source === "")).toEqual([]);
});
