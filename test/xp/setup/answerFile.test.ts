import { answerFile } from "../../../src/xp/setup/answerFile";
import { ANSWER_KEYS } from "../../../src/xp/setup/answerKeys";
import { answers } from "./answers";

test("answers all of setup's questions, in lines with DOS ends", () => {
    const text = answerFile(answers({ adminPassword: "s3cret", computerName: "XP-1" }));
    expect(text.split("\r\n")).toEqual([
        "[Data]",
        "AutoPartition=1",
        'MsDosInitiated="0"',
        'UnattendedInstall="Yes"',
        'AutomaticUpdates="No"',
        "",
        "[Unattended]",
        "UnattendMode=FullUnattended",
        "UnattendSwitch=Yes",
        "OemSkipEula=Yes",
        "OemPreinstall=No",
        "TargetPath=\\WINDOWS",
        "Repartition=Yes",
        "FileSystem=ConvertNTFS",
        "ExtendOemPartition=0",
        "WaitForReboot=No",
        "NoWaitAfterTextMode=1",
        "NoWaitAfterGUIMode=1",
        "DriverSigningPolicy=Ignore",
        "NonDriverSigningPolicy=Ignore",
        "Hibernation=No",
        "CrashDumpSetting=0",
        "",
        "[GuiUnattended]",
        'AdminPassword="s3cret"',
        "EncryptedAdminPassword=NO",
        "AutoLogon=Yes",
        "AutoLogonCount=1",
        "OEMSkipRegional=1",
        "OemSkipWelcome=1",
        "TimeZone=85",
        "",
        "[UserData]",
        'ProductKey="AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"',
        'FullName="Lab"',
        'OrgName="xplab"',
        "ComputerName=XP-1",
        "",
        "[Identification]",
        'JoinWorkgroup="WORKGROUP"',
        "",
        "[Networking]",
        "InstallDefaultComponents=Yes",
        "",
        "[SystemRestore]",
        "DisableSR=1",
        "CreateFirstRunRp=0",
        "",
        "[Display]",
        "BitsPerPel=16",
        "XResolution=1024",
        "YResolution=768",
        "",
        "[GuiRunOnce]",
        'Command0="A:\\XPLAB.CMD"',
        "",
    ]);
});

test("writes no password as an asterisk", () => {
    expect(answerFile(answers())).toContain("\r\nAdminPassword=*\r\n");
});

test("writes each character as a byte of Windows-1252", () => {
    expect(answerFile(answers({ fullName: "€ ä" }))).toContain('FullName="\x80 \xe4"');
});

test("has no key twice in a section, and a reason and a source for each", () => {
    const names = ANSWER_KEYS.map(({ section, key }) => `${section} ${key}`);
    expect(new Set(names).size).toBe(names.length);
    expect(ANSWER_KEYS.filter(({ why, source }) => why === "" || source === "")).toEqual([]);
});
