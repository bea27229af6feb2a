import { Domain } from "../../../src/schema/domain/domain";
import * as rules from "../../../src/schema/domain/readyWhenRules";
import type { Issue } from "../../../src/schema/core/resource";

const judged = (rule: (domain: Domain) => Issue[], fields: object) =>
    rule(Domain.inputs.parse(fields));

const CHANNEL = {
    at: "/domain/devices",
    xml: "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
};

describe("validateReadyWhen", () => {
    const rule = rules.validateReadyWhen;

    test.each([
        [{}],
        [{ readyWhen: { lease: true } }],
        [{ readyWhen: { serialText: "READY" } }],
        [{ readyWhen: { guestAgent: true } }],
        [{ readyWhen: { tcpPort: 445 } }],
    ])("accepts %j", (fields) => {
        expect(judged(rule, fields)).toEqual([]);
    });

    test.each([[{}], [{ lease: false, guestAgent: false, settleSeconds: 30 }]])(
        "rejects %j",
        (readyWhen) => {
            expect(judged(rule, { readyWhen })).toEqual([
                {
                    path: ["readyWhen"],
                    message:
                        "must have lease, serialText, guestAgent or tcpPort [ready-when-empty]",
                },
            ]);
        },
    );
});

describe("validateSettling", () => {
    const rule = rules.validateSettling;

    test.each([
        [{}],
        [{ readyWhen: { settleSeconds: 299 } }],
        [{ readyWhen: { settleSeconds: 30, timeoutSeconds: 31 } }],
    ])("accepts %j", (fields) => {
        expect(judged(rule, fields)).toEqual([]);
    });

    test.each([
        [{ settleSeconds: 300 }, 300],
        [{ settleSeconds: 30, timeoutSeconds: 30 }, 30],
    ])("rejects %j", (readyWhen, limit) => {
        expect(judged(rule, { readyWhen })).toEqual([
            {
                path: ["readyWhen", "settleSeconds"],
                message: `must be less than timeoutSeconds, ${limit}, which includes it [settles-too-long]`,
            },
        ]);
    });

    test("takes what a program left out for the default", () => {
        const readyWhen = { settleSeconds: 300 } as Domain["readyWhen"];
        expect(rule({ readyWhen })).toHaveLength(1);
    });
});

describe("validateReadyAddress", () => {
    const rule = rules.validateReadyAddress;

    test("accepts a lease with an interface, and a text without", () => {
        const interfaces = { lan: { network: "lan" } };
        expect(judged(rule, { interfaces, readyWhen: { lease: true, tcpPort: 80 } })).toEqual([]);
        expect(judged(rule, { readyWhen: { serialText: "READY" } })).toEqual([]);
    });

    test("rejects a lease and a port without an interface", () => {
        const message = "must be absent: the domain has no interfaces [ready-without-interface]";
        expect(judged(rule, { readyWhen: { lease: true, tcpPort: 80 } })).toEqual([
            { path: ["readyWhen", "lease"], message },
            { path: ["readyWhen", "tcpPort"], message },
        ]);
    });
});

describe("validateSerialText", () => {
    const rule = rules.validateSerialText;

    test("accepts a text with a log of COM1", () => {
        const fields = { serials: [{ logFile: "/com1.log" }], readyWhen: { serialText: "READY" } };
        expect(judged(rule, fields)).toEqual([]);
    });

    test.each([[[]], [[{}]], [[{}, { logFile: "/com2.log" }]]])(
        "rejects a text with ports %j",
        (serials) => {
            expect(judged(rule, { serials, readyWhen: { serialText: "READY" } })).toEqual([
                {
                    path: ["readyWhen", "serialText"],
                    message:
                        "requires a log of COM1: set serials[0].logFile to a file in a subfolder of a pool's folder [serial-text-without-log]",
                },
            ]);
        },
    );
});

describe("validateGuestAgent", () => {
    const rule = rules.validateGuestAgent;
    const readyWhen = { guestAgent: true };

    test("accepts an agent with its channel", () => {
        expect(judged(rule, { readyWhen, extraXml: [CHANNEL] })).toEqual([]);
    });

    test.each([
        [[]],
        [[{ ...CHANNEL, at: "/domain" }]],
        [[{ at: "/domain/devices", xml: "<channel type='pty'><target name='other'/></channel>" }]],
        [[{ at: "/domain/devices", xml: "<watchdog name='org.qemu.guest_agent.0'/>" }]],
    ])("rejects an agent with %j", (extraXml) => {
        expect(judged(rule, { readyWhen, extraXml })).toEqual([
            {
                path: ["readyWhen", "guestAgent"],
                message: `requires a channel in extraXml: { at: "/domain/devices", xml: "${CHANNEL.xml}" } [agent-without-channel]`,
            },
        ]);
    });

    test("leaves text that is no XML to the rule that is about it", () => {
        const extraXml = [{ at: "/domain/devices", xml: "<channel" }];
        expect(judged(rule, { readyWhen, extraXml })).toEqual([]);
    });
});
