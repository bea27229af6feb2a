import type { Edition } from "../editions";

/** A registry value that the first logon sets. */
export interface Tweak {
    readonly key: string;
    readonly name: string;
    readonly type: "REG_DWORD" | "REG_SZ";
    readonly data: string;
    readonly effect: string;
    /** The evidence for the effect; proof: source. That the value arrives in the registry: proof: wine. */
    readonly source: string;
    /** @default all editions */
    readonly editions?: readonly Edition[];
}

const CONTROL = "HKLM\\SYSTEM\\CurrentControlSet\\Control";
const SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services";
const DESKTOP = "Control Panel\\Desktop";
const DOCKUR = "dockur/windows, src/sif.sh";

/** Unnecessary writes would be in every machine's layer, and dialogs would wait for ever. */
export const TWEAKS: readonly Tweak[] = [
    {
        key: `${CONTROL}\\FileSystem`,
        name: "NtfsDisableLastAccessUpdate",
        ...dword(1),
        effect: "reading a file or a folder writes nothing",
        source: "Microsoft's Hyper-V blog, on the performance of old systems",
    },
    {
        key: `${CONTROL}\\Session Manager\\Memory Management\\PrefetchParameters`,
        name: "EnablePrefetcher",
        ...dword(0),
        effect: "no traces of program starts, and no files moved together for them",
        source: "Microsoft's Windows Embedded blog, on redirected writes",
    },
    {
        key: "HKLM\\SOFTWARE\\Microsoft\\Dfrg\\BootOptimizeFunction",
        name: "Enable",
        type: "REG_SZ",
        data: "N",
        effect: "no files are moved to speed up starts while idle",
        source: "Microsoft's Windows Embedded blog, on redirected writes",
    },
    {
        key: `${SERVICES}\\cisvc`,
        name: "Start",
        ...dword(4),
        effect: "no index of all files",
        source: "VMware View's guide for Windows XP",
    },
    {
        key: `${SERVICES}\\wuauserv`,
        name: "Start",
        ...dword(4),
        effect: "no search for or download of updates",
        source: "VMCloak",
    },
    {
        key: "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU",
        name: "NoAutoUpdate",
        ...dword(1),
        effect: "the same, and no balloon that asks for it",
        source: DOCKUR,
    },
    {
        key: `${CONTROL}\\Session Manager\\Memory Management`,
        name: "ClearPageFileAtShutdown",
        ...dword(0),
        effect: "the page file is not rewritten at each shutdown",
        source: "Microsoft's debugging blog",
    },
    {
        key: `${CONTROL}\\CrashControl`,
        name: "AutoReboot",
        ...dword(0),
        effect: "a blue screen stays visible",
        source: `${DOCKUR}, in HIVESYS.INF`,
    },
    {
        key: `${CONTROL}\\CrashControl`,
        name: "CrashDumpEnabled",
        ...dword(0),
        effect: "no dump of memory",
        source: "Microsoft's article 307973",
    },
    {
        key: "HKLM\\SOFTWARE\\Microsoft\\Security Center",
        name: "UpdatesDisableNotify",
        ...dword(1),
        effect: "no balloon about updates",
        source: DOCKUR,
    },
    {
        key: "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Applets\\Tour",
        name: "RunCount",
        ...dword(0),
        effect: "no invitation to the tour",
        source: DOCKUR,
    },
    // While the screen is off, the first press of the power button only wakes it (University of Glasgow, IGR notes).
    ...["HKCU", "HKU\\.DEFAULT"].flatMap((user): Tweak[] => [
        {
            key: `${user}\\${DESKTOP}`,
            name: "ScreenSaveActive",
            type: "REG_SZ",
            data: "0",
            effect: "a press of the power button shuts down, also after a while",
            source: "University of Glasgow, IGR notes on Windows XP guests; dockur/windows",
        },
        {
            key: `${user}\\Control Panel\\PowerCfg`,
            name: "CurrentPowerPolicy",
            type: "REG_SZ",
            data: "3",
            effect: 'the scheme "Always On", also while nobody is logged on',
            source: "University of Glasgow, IGR notes on Windows XP guests; dockur/windows",
        },
    ]),
    {
        key: "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\DeviceInstall\\Settings",
        name: "SuppressNewHWUI",
        ...dword(1),
        effect: "a device without a driver opens no wizard",
        source: "virt-v2v, configure_wait_pnp; Microsoft's article 938596",
        editions: ["home", "professional"],
    },
    {
        key: `${SERVICES}\\PlugPlay\\Parameters`,
        name: "SuppressUI",
        ...dword(1),
        effect: "the same in the x64 Edition",
        source: "virt-v2v, configure_wait_pnp; Microsoft's article 938596",
        editions: ["professional-x64"],
    },
    {
        key: "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows NT\\Reliability",
        name: "ShutdownReasonOn",
        ...dword(0),
        effect: "the x64 Edition asks for no reason when it shuts down",
        source: DOCKUR,
        editions: ["professional-x64"],
    },
];

/** The tweaks of an edition. */
export const tweaksOf = (edition: Edition): Tweak[] =>
    TWEAKS.filter(({ editions = [edition] }) => editions.includes(edition));

function dword(value: number): Pick<Tweak, "type" | "data"> {
    return { type: "REG_DWORD", data: `${value}` };
}
