type Values = Readonly<Record<string, string | undefined>>;

const SECTIONS: Readonly<Record<string, Values>> = {
    Data: { AutoPartition: "1", MsDosInitiated: '"0"', UnattendedInstall: '"Yes"' },
    Unattended: { UnattendMode: "FullUnattended", OemSkipEula: "Yes", TargetPath: "\\WINDOWS" },
    GuiUnattended: {
        AdminPassword: '"secret"',
        AutoLogon: "Yes",
        OEMSkipRegional: "1",
        OemSkipWelcome: "1",
        TimeZone: "85",
    },
    UserData: {
        ProductKey: '"BBBBB-CCCCC-DDDDD-FFFFF-GGGGG"',
        FullName: '"Lab"',
        ComputerName: "PATIENT-1",
    },
    Identification: { JoinWorkgroup: "LAB" },
    Networking: { InstallDefaultComponents: "Yes" },
};

/** A complete winnt.sif for unattended setup, except for the keys that a test changes or removes. */
export function answerFile(changes: Values = {}, firstLogon: readonly string[] = []): string {
    const sections = Object.entries(SECTIONS).map(([name, values]) => {
        const changed = Object.entries(values).map(
            ([key, value]) => [key, key in changes ? changes[key] : value] as const,
        );
        return section(name, changed);
    });
    const commands = firstLogon.map((command, index) => [`Command${index}`, command] as const);
    return [...sections, section("GuiRunOnce", commands)].join("\r\n");
}

function section(name: string, values: readonly (readonly [string, string | undefined])[]): string {
    const lines = values.flatMap(([key, value]) => (value === undefined ? [] : `${key}=${value}`));
    return [`[${name}]`, ...lines, ""].join("\r\n");
}
