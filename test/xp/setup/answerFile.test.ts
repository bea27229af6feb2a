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
        'ProductKey="BBBBB-CCCCC-DDDDD-FFFFF-GGGGG"',
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

/** What Microsoft's reference of unattended setup (ref.chm) lists for each key, and deploy.chm for [Data]. */
const ACCEPTED: Readonly<Record<string, RegExp>> = {
    AutoPartition: /^[01]$/,
    MsDosInitiated: /^"[01]"$/,
    UnattendedInstall: /^"(Yes|No)"$/,
    AutomaticUpdates: /^"(Yes|No)"$/,
    UnattendMode: /^(DefaultHide|FullUnattended|GuiAttended|ProvideDefault|ReadOnly)$/,
    UnattendSwitch: /^(Yes|No)$/,
    OemSkipEula: /^(Yes|No)$/,
    OemPreinstall: /^(Yes|No)$/,
    // The path without a drive's letter, in 8.3 form.
    TargetPath: /^(\*|\\[A-Z0-9_-]{1,8}(\.[A-Z0-9]{1,3})?)$/,
    Repartition: /^(Yes|No)$/,
    FileSystem: /^(ConvertNTFS|LeaveAlone)$/,
    ExtendOemPartition: /^\d+$/,
    WaitForReboot: /^(Yes|No)$/,
    NoWaitAfterTextMode: /^[01]$/,
    NoWaitAfterGUIMode: /^[01]$/,
    DriverSigningPolicy: /^(Block|Warn|Ignore)$/,
    NonDriverSigningPolicy: /^(Block|Warn|Ignore)$/,
    Hibernation: /^(Yes|No)$/,
    CrashDumpSetting: /^[0123]$/,
    AdminPassword: /^(\*|"[ -~]{1,127}")$/,
    EncryptedAdminPassword: /^(YES|NO)$/,
    AutoLogon: /^(Yes|No)$/,
    AutoLogonCount: /^[1-9]\d*$/,
    OEMSkipRegional: /^[01]$/,
    OemSkipWelcome: /^[01]$/,
    TimeZone: /^\d{1,3}$/,
    ProductKey: /^"([BCDFGHJKMPQRTVWXY2346789]{5}-){4}[BCDFGHJKMPQRTVWXY2346789]{5}"$/,
    FullName: /^"[^"]{1,64}"$/,
    OrgName: /^"[^"]{1,64}"$/,
    ComputerName: /^(\*|[A-Za-z0-9-]{1,15})$/,
    JoinWorkgroup: /^"[A-Za-z0-9-]{1,15}"$/,
    InstallDefaultComponents: /^(Yes|No)$/,
    DisableSR: /^[01]$/,
    CreateFirstRunRp: /^[01]$/,
    BitsPerPel: /^(4|8|16|24|32)$/,
    XResolution: /^(640|800|1024|1152|1280|1600)$/,
    YResolution: /^(480|600|768|864|1024|1200)$/,
    Command0: /^"[ -~]+"$/,
};

test("writes only keys and values that Microsoft's reference lists", () => {
    const lines = answerFile(answers({ adminPassword: "s3cret", computerName: "XP-1" }))
        .split("\r\n")
        .filter((line) => line !== "" && !line.startsWith("["));
    const refused = lines.filter((line) => {
        const [key = "", ...value] = line.split("=");
        return ACCEPTED[key]?.test(value.join("=")) !== true;
    });
    expect(refused).toEqual([]);
    expect(lines).toHaveLength(Object.keys(ACCEPTED).length);
});
