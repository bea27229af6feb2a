import {
    validateFormerNameClaims,
    validateFormerNames,
    validateHardware,
} from "../../../src/components/machine/machineRules";

describe("validateFormerNames", () => {
    test.each([
        [{ sick: { formerNames: ["patient"] }, other: {} }],
        [{ sick: { count: 2, formerNames: ["patient"] } }],
        // The one that is left over takes the next free name of its key.
        [{ sick: { formerNames: ["patient-3"] }, patient: { count: 2 } }],
    ])("accepts %j", (machines) => {
        expect(validateFormerNames({ machines })).toEqual([]);
    });

    test.each([
        [{ sick: { formerNames: ["patient"] }, patient: {} }, "patient"],
        [{ sick: { formerNames: ["sick"] } }, "sick"],
        [{ sick: { formerNames: ["patient"] }, patient: { count: 2 } }, "patient"],
        [{ sick: { formerNames: ["patient-2"] }, patient: { count: 2 } }, "patient-2"],
        [{ sick: { count: 2, formerNames: ["patient"] }, "patient-2": {} }, "patient-2"],
    ])("rejects, in %j, %s", (machines, name) => {
        expect(validateFormerNames({ machines })).toEqual([
            {
                path: ["machines", "sick", "formerNames"],
                message: `must not resolve to "${name}", a machine of the lab: a former name stays reserved for the machine that had it [former-name-present]`,
            },
        ]);
    });
});

describe("validateFormerNameClaims", () => {
    test.each([
        [{ a: { formerNames: ["x", "x"] }, b: { formerNames: ["y"] } }],
        [{ a: { count: 2, formerNames: ["x"] }, b: { formerNames: ["x-3"] } }],
    ])("accepts %j", (machines) => {
        expect(validateFormerNameClaims({ machines })).toEqual([]);
    });

    test.each([
        [{ a: { formerNames: ["x"] }, b: { formerNames: ["x"] } }, "x"],
        [{ a: { count: 2, formerNames: ["x"] }, b: { formerNames: ["x-2"] } }, "x-2"],
        [{ a: { count: 2, formerNames: ["x"] }, b: { formerNames: ["x"] } }, "x"],
    ])("rejects, in %j, %s", (machines, name) => {
        expect(validateFormerNameClaims({ machines })).toEqual([
            {
                path: ["machines", "b", "formerNames"],
                message: `must not resolve to "${name}": machine "a" had that name too [former-name-twice]`,
            },
        ]);
    });
});

test("hardwareFits judges by the machine's own edition, else by the lab's, else as professional", () => {
    const machines = {
        own: { edition: "professional-x64", memoryMiB: 8192 },
        other: { memoryMiB: 8192 },
    } as const;
    const issue = (edition: string) => ({
        path: ["machines", "other", "memoryMiB"],
        message: `must be 4096 or less: Windows XP ${edition} cannot use more [memory-above-edition]`,
    });
    expect(validateHardware({ machines })).toEqual([issue("Professional")]);
    expect(validateHardware({ machines, edition: "home" })).toEqual([issue("Home Edition")]);
    expect(validateHardware({ machines, edition: "professional-x64" })).toEqual([]);
});

describe("validateHardware", () => {
    const performance = { tuning: "performance" } as const;
    const virtio = ["virtio-blk", "virtio-net"] as const;
    const missing =
        'must be "stock" unless drivers lists "virtio-blk" and "virtio-net": "performance" does not start without them [tuning-without-drivers]';

    test("tells once, at the lab, what the lab says for all of its machines", () => {
        const machines = { a: {}, b: {}, c: { drivers: virtio }, d: { tuning: "stock" } } as const;
        expect(validateHardware({ machines, ...performance })).toEqual([
            { path: ["tuning"], message: missing },
        ]);
    });

    test("tells at a machine what that says itself", () => {
        const machines = { a: performance, b: { ...performance, drivers: virtio } };
        expect(validateHardware({ machines })).toEqual([
            { path: ["machines", "a", "tuning"], message: missing },
        ]);
    });

    test("takes the image's drivers and HAL from the lab where the machine says none", () => {
        const machines = {
            a: { ...performance, nic: "e1000", vcpus: 2 },
            b: { ...performance, drivers: [], hal: "acpi-multiprocessor", vcpus: 2 },
        } as const;
        const drivers = ["e1000", ...virtio] as const;
        expect(validateHardware({ machines, drivers, hal: "acpi-pc" })).toEqual([
            {
                path: ["machines", "a", "vcpus"],
                message:
                    'must be 1: the image\'s HAL, "Advanced Configuration and Power Interface (ACPI) PC", supports no more [vcpus-above-hal]',
            },
            { path: ["machines", "b", "tuning"], message: missing },
        ]);
    });
});
