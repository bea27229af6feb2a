import { commandFile } from "../../../src/xp/setup/firstLogon";
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

test("runs the user's commands after all settings and before it zeroes free space", () => {
    const lines = linesOf(commandFile(answers({ commands: ["ver", "A:\\MORE.CMD"] })));
    const at = lines.indexOf("ver");
    expect(lines.slice(at - 1, at + 8)).toEqual([
        'del /f /q "%SystemRoot%\\system32\\$winnt$.inf"',
        "ver",
        "A:\\MORE.CMD",
        "md C:\\XPLAB0",
        "fsutil file createnew C:\\XPLAB0\\0 67108864",
        "for /l %%n in (1,1,32768) do copy /y C:\\XPLAB0\\0 C:\\XPLAB0\\%%n || goto full",
        ":full",
        "rd /s /q C:\\XPLAB0",
        "echo XPLAB INSTALLED>COM1",
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
