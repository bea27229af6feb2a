import { validateSetupCd } from "../../../src/xp/setup/setupCd";

const cd = (...names: readonly string[]) => ({
    file: "/xp.iso",
    label: "CD",
    entries: names.map((name) => ({
        name: name.replace("/", ""),
        isFolder: name.endsWith("/"),
    })),
});

test.each([
    ["home", cd("I386/", "WIN51", "WIN51IC")],
    ["professional", cd("I386/", "win51ip", "WIN51IP.SP3")],
    ["professional-x64", cd("AMD64/", "I386/", "WIN51AP")],
    ["home", cd("I386/", "WIN51IC", "WIN51IP")],
] as const)("%s is on its CD", (edition, disc) => {
    expect(validateSetupCd(disc, edition)).toEqual([]);
});

test.each([
    [
        "professional",
        cd("I386/", "WIN51IC"),
        'must be a CD of Windows XP Professional, but "/xp.iso" installs Windows XP Home Edition [setup-cd-other-edition]',
    ],
    [
        "home",
        cd("I386/", "WIN51IP"),
        'must be a CD of Windows XP Home Edition, but "/xp.iso" installs Windows XP Professional [setup-cd-other-edition]',
    ],
    [
        "professional",
        cd("AMD64/", "WIN51AP"),
        'must be a CD for 32 bit, but "/xp.iso" is for 64 bit [setup-cd-other-processor]',
    ],
    [
        "professional-x64",
        cd("I386/", "WIN51IP"),
        'must be a CD for 64 bit, but "/xp.iso" is for 32 bit [setup-cd-other-processor]',
    ],
    [
        "professional",
        cd("WIN51IP/", "SETUP.EXE"),
        'must be a setup CD of Windows XP, but "/xp.iso" (CD) has none of its marker files in the root folder [setup-cd-other]',
    ],
] as const)("%s is not on another CD", (edition, disc, text) => {
    expect(validateSetupCd(disc, edition)).toEqual([{ path: ["iso"], message: text }]);
});
