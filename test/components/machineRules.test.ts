import {
    editionsFit,
    formerNamesAreClaimedOnce,
    formerNamesAreFormer,
} from "../../src/components/machineRules";

describe("formerNamesAreFormer", () => {
    test.each([
        [{ sick: { formerNames: ["patient"] }, other: {} }],
        [{ sick: { count: 2, formerNames: ["patient"] } }],
        // The one that is left over takes the next free name of its key.
        [{ sick: { formerNames: ["patient-3"] }, patient: { count: 2 } }],
    ])("accepts %j", (machines) => {
        expect(formerNamesAreFormer({ machines })).toEqual([]);
    });

    test.each([
        [{ sick: { formerNames: ["patient"] }, patient: {} }, "patient"],
        [{ sick: { formerNames: ["sick"] } }, "sick"],
        [{ sick: { formerNames: ["patient"] }, patient: { count: 2 } }, "patient"],
        [{ sick: { formerNames: ["patient-2"] }, patient: { count: 2 } }, "patient-2"],
        [{ sick: { count: 2, formerNames: ["patient"] }, "patient-2": {} }, "patient-2"],
    ])("rejects, in %j, %s", (machines, name) => {
        expect(formerNamesAreFormer({ machines })).toEqual([
            {
                path: ["machines", "sick", "formerNames"],
                message: `must not lead to "${name}", which is a machine of the lab: a name that was given up stays with the machine that had it [former-name-present]`,
            },
        ]);
    });
});

describe("formerNamesAreClaimedOnce", () => {
    test.each([
        [{ a: { formerNames: ["x", "x"] }, b: { formerNames: ["y"] } }],
        [{ a: { count: 2, formerNames: ["x"] }, b: { formerNames: ["x-3"] } }],
    ])("accepts %j", (machines) => {
        expect(formerNamesAreClaimedOnce({ machines })).toEqual([]);
    });

    test.each([
        [{ a: { formerNames: ["x"] }, b: { formerNames: ["x"] } }, "x"],
        [{ a: { count: 2, formerNames: ["x"] }, b: { formerNames: ["x-2"] } }, "x-2"],
        [{ a: { count: 2, formerNames: ["x"] }, b: { formerNames: ["x"] } }, "x"],
    ])("rejects, in %j, %s", (machines, name) => {
        expect(formerNamesAreClaimedOnce({ machines })).toEqual([
            {
                path: ["machines", "b", "formerNames"],
                message: `must not lead to "${name}": machine "a" had that name too [former-name-twice]`,
            },
        ]);
    });
});

test("editionsFit judges by the machine's own edition, else by the lab's, else as professional", () => {
    const machines = {
        own: { edition: "professional-x64", memoryMiB: 8192 },
        other: { memoryMiB: 8192 },
    } as const;
    const issue = (edition: string) => ({
        path: ["machines", "other", "memoryMiB"],
        message: `must be 4096 or less: Windows XP ${edition} uses no more [memory-above-edition]`,
    });
    expect(editionsFit({ machines })).toEqual([issue("Professional")]);
    expect(editionsFit({ machines, edition: "home" })).toEqual([issue("Home Edition")]);
    expect(editionsFit({ machines, edition: "professional-x64" })).toEqual([]);
});
