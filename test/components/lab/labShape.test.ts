import {
    LabShape,
    validateUniqueNames,
    validateMachineNames,
    validateNetworkChoice,
    validateNetworks,
    validateNetworkReferences,
} from "../../../src/components/lab/labShape";

const lab = (fields: object) => LabShape.parse({ image: "pool/golden", ...fields });
const networks = { lan: {}, wan: {} };

test("networksAreAllowed says of each network what its own rules do", () => {
    const networks = { lan: {}, wan: { reach: "internet" }, nic: { interface: "br0" } };
    expect(validateNetworks(lab({ machines: {}, networks }))).toEqual([
        {
            path: ["networks", "wan", "accept"],
            message:
                'must be "XP on this network can be taken over" when reach is "internet" [risk-not-accepted]',
        },
        {
            path: ["networks", "nic", "interface"],
            message: 'must be absent when reach is "dhcp" [not-with-reach]',
        },
    ]);
});

describe("validateNetworkReferences", () => {
    test.each([[{ machines: { a: {} } }], [{ machines: { a: { network: "lan" } }, networks }]])(
        "accepts %j",
        (fields) => {
            expect(validateNetworkReferences(lab(fields))).toEqual([]);
        },
    );

    test.each([
        [{}, "lan", "must be absent: the lab declares no networks [network-not-declared]"],
        [
            { networks },
            "man",
            'must be a network of the lab: "lan" or "wan", not "man"; did you mean "lan"? [network-not-declared]',
        ],
        [
            { networks },
            "constructor",
            'must be a network of the lab: "lan" or "wan", not "constructor" [network-not-declared]',
        ],
    ])("rejects, of %j, %s", (fields, network, message) => {
        expect(validateNetworkReferences(lab({ ...fields, machines: { a: { network } } }))).toEqual(
            [{ path: ["machines", "a", "network"], message }],
        );
    });
});

describe("validateNetworkChoice", () => {
    test.each([
        [{ machines: { a: {} } }],
        [{ machines: { a: {} }, networks: { lan: {} } }],
        [{ machines: { a: { network: "wan" } }, networks }],
    ])("accepts %j", (fields) => {
        expect(validateNetworkChoice(lab(fields))).toEqual([]);
    });

    test("rejects a machine that could be on several", () => {
        expect(
            validateNetworkChoice(lab({ machines: { a: {}, b: { network: "lan" } }, networks })),
        ).toEqual([
            {
                path: ["machines", "a", "network"],
                message: "is required when the lab has several networks [network-not-chosen]",
            },
        ]);
    });
});

describe("validateMachineNames", () => {
    test.each([[{ [`a${"b".repeat(14)}`]: {} }], [{ [`a${"b".repeat(12)}`]: { count: 9 } }]])(
        "accepts %j",
        (machines) => {
            expect(validateMachineNames(lab({ machines }))).toEqual([]);
        },
    );

    test("rejects a count that makes a name too long", () => {
        expect(validateMachineNames(lab({ machines: { abcdefghijklm: { count: 10 } } }))).toEqual([
            {
                path: ["machines", "abcdefghijklm", "count"],
                message:
                    'produces the name "abcdefghijklm-10", which is longer than 15 characters [machine-name-too-long]',
            },
        ]);
    });
});

describe("validateUniqueNames", () => {
    test("accepts names that differ", () => {
        expect(validateUniqueNames(lab({ machines: { a: { count: 2 }, "a-3": {} } }))).toEqual([]);
    });

    test("rejects a name that a count makes too", () => {
        expect(validateUniqueNames(lab({ machines: { a: { count: 3 }, "a-2": {} } }))).toEqual([
            {
                path: ["machines"],
                message: 'must not produce the name "a-2" twice [machine-name-twice]',
            },
        ]);
    });
});
