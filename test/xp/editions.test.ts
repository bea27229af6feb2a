import { validateEdition } from "../../src/xp/editions";

test.each([
    ["home", { memoryMiB: 64, vcpus: 32 }],
    ["professional", { memoryMiB: 4096, vcpus: 1 }],
    ["professional-x64", { memoryMiB: 256, vcpus: 64 }],
    ["professional-x64", { memoryMiB: 131072 }],
    ["home", {}],
] as const)("%s accepts %j", (edition, wanted) => {
    expect(validateEdition(edition, wanted)).toEqual([]);
});

test.each([
    [
        "home",
        { memoryMiB: 63 },
        "memoryMiB must be 64 or more: Windows XP Home Edition does not start with less [memory-below-edition]",
    ],
    [
        "professional",
        { memoryMiB: 4097 },
        "memoryMiB must be 4096 or less: Windows XP Professional cannot use more [memory-above-edition]",
    ],
    [
        "professional",
        { vcpus: 33 },
        "vcpus must be 32 or less: Windows XP Professional cannot use more [vcpus-above-edition]",
    ],
    [
        "professional-x64",
        { memoryMiB: 255 },
        "memoryMiB must be 256 or more: Windows XP Professional x64 Edition does not start with less [memory-below-edition]",
    ],
    [
        "professional-x64",
        { vcpus: 65 },
        "vcpus must be 64 or less: Windows XP Professional x64 Edition cannot use more [vcpus-above-edition]",
    ],
] as const)("%s refuses %j", (edition, wanted, text) => {
    expect(
        validateEdition(edition, wanted).map(({ path, message }) => `${path.join()} ${message}`),
    ).toEqual([text]);
});
