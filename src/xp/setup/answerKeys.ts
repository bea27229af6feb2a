import type { Claim } from "../claim";
import type { SetupAnswers } from "./setupAnswers";

/** A line of the answer file. */
export interface AnswerKey {
    readonly section: string;
    readonly key: string;
    readonly value: string | ((answers: SetupAnswers) => string);
    readonly why: string;
    /** The evidence. Proof is "stand-in" if the stand-in's setup CD stops without it, else "source". */
    readonly source: string;
    readonly proof: Claim["proof"];
}

const REFERENCE = "Microsoft's reference of unattended setup (ref.chm, and TechNet cc755852)";
const RECIPES = "libosinfo, avocado-vt, VMCloak and dockur/windows, whose answer files work";

/** All recipes have it, and the stand-in requires it. */
const asked = { source: `${REFERENCE}; ${RECIPES}`, proof: "stand-in" } as const;
const documented = { source: REFERENCE, proof: "source" } as const;

/**
 * Every key for an unattended setup, by section. Some keys of those recipes are left out: those for OEM trees and drivers
 * on the CD (OemPreinstall=No), KeyboardLayout and regional settings (the CD's language applies), ComputerType (setup finds
 * the HAL), the firewall's (Windows keeps it on), TerminalServices and Components.
 */
export const ANSWER_KEYS: readonly AnswerKey[] = [
    ...inSection("Data", [
        ["AutoPartition", "1", "takes the first disk without asking", asked],
        ["MsDosInitiated", '"0"', "setup was started from the CD", asked],
        ["UnattendedInstall", '"Yes"', "without it the other answers are not read", asked],
        ["AutomaticUpdates", '"No"', "setup looks for no updates", documented],
    ]),
    ...inSection("Unattended", [
        ["UnattendMode", "FullUnattended", "no page is shown", asked],
        ["UnattendSwitch", "Yes", "the welcome after setup is left out", documented],
        ["OemSkipEula", "Yes", "whoever runs this has accepted the licence", asked],
        ["OemPreinstall", "No", "there is no $OEM$ tree: all is on the floppy", documented],
        ["TargetPath", "\\WINDOWS", "where Windows goes", asked],
        ["Repartition", "Yes", "one partition over the whole disk", documented],
        ["FileSystem", "ConvertNTFS", "NTFS", documented],
        ["ExtendOemPartition", "0", "the partition stays as it was made", documented],
        ["WaitForReboot", "No", "restarts at once", documented],
        ["NoWaitAfterTextMode", "1", "the same after text mode", documented],
        ["NoWaitAfterGUIMode", "1", "the same after the graphical part", documented],
        ["DriverSigningPolicy", "Ignore", "no dialog about unsigned drivers", documented],
        ["NonDriverSigningPolicy", "Ignore", "nor about other unsigned files", documented],
        ["Hibernation", "No", "no file as large as memory", documented],
        ["CrashDumpSetting", "0", "nor a dump of it in every machine's layer", documented],
    ]),
    ...inSection("GuiUnattended", [
        ["AdminPassword", ({ adminPassword }) => password(adminPassword), "* is none", asked],
        ["EncryptedAdminPassword", "NO", "it stands there in clear", documented],
        ["AutoLogon", "Yes", "the first logon runs what follows", asked],
        ["AutoLogonCount", "1", "once; the command file decides about later", documented],
        ["OEMSkipRegional", "1", "no page about languages", asked],
        ["OemSkipWelcome", "1", "no welcome", asked],
        ["TimeZone", ({ timeZone }) => `${timeZone}`, "an index of timeZones.ts", asked],
    ]),
    ...inSection("UserData", [
        ["ProductKey", ({ productKey }) => quoted(productKey.toUpperCase()), "of the CD", asked],
        ["FullName", ({ fullName }) => quoted(fullName), "whom Windows is licensed to", asked],
        ["OrgName", ({ organization }) => quoted(organization), "the same", documented],
        ["ComputerName", ({ computerName }) => computerName, "* is a name that setup draws", asked],
    ]),
    ...inSection("Identification", [
        ["JoinWorkgroup", ({ workgroup }) => quoted(workgroup), "no domain", asked],
    ]),
    ...inSection("Networking", [
        ["InstallDefaultComponents", "Yes", "TCP/IP with DHCP, as with a click on Typical", asked],
    ]),
    ...inSection("SystemRestore", [
        ["DisableSR", "1", "no copies of old files in every machine's layer", documented],
        ["CreateFirstRunRp", "0", "the same", documented],
    ]),
    ...inSection("Display", [
        ["BitsPerPel", "16", "all that the Cirrus card has at this size", documented],
        ["XResolution", "1024", "a desktop of today's programs", documented],
        ["YResolution", "768", "the same", documented],
    ]),
    ...inSection("GuiRunOnce", [
        ["Command0", '"A:\\XPLAB.CMD"', "all later steps are one file, in order", asked],
    ]),
];

type Row = readonly [
    key: string,
    value: AnswerKey["value"],
    why: string,
    evidence: Pick<AnswerKey, "source" | "proof">,
];

function inSection(section: string, rows: readonly Row[]): AnswerKey[] {
    return rows.map(([key, value, why, evidence]) => ({ section, key, value, why, ...evidence }));
}

const password = (text: string) => (text === "" ? "*" : quoted(text));

function quoted(text: string): string {
    return `"${text}"`;
}
