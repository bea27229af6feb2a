import * as pulumi from "@pulumi/pulumi";
import {
    validatePolicy,
    validateReaches,
    validateReach,
} from "../../../src/components/network/policy";
import type { Reach } from "../../../src/xp/reach/reach";

const VARIABLE = "XPLAB_MAX_REACH";

afterEach(() => {
    delete process.env["XPLAB_MAX_REACH"];
    pulumi.runtime.setAllConfig({});
});

function say(environment: string | undefined, setting?: string) {
    if (environment !== undefined) process.env[VARIABLE] = environment;
    pulumi.runtime.setAllConfig(setting === undefined ? {} : { "xplab:maxReach": setting });
}

describe("validateReach", () => {
    test.each<[Reach | undefined, Reach | undefined]>([
        ["internet", undefined],
        ["internet", "internet"],
        ["guests", "guests"],
        ["nothing", "guests"],
        [undefined, "dhcp"],
    ])("lets %s pass under %s", (reach, maxReach) => {
        expect(validateReach({ reach }, { maxReach })).toEqual([]);
    });

    test("takes what is set to nothing for not set", () => {
        say("", "");
        expect(validateReach({ reach: "internet" }, {})).toEqual([]);
        expect(validatePolicy()).toEqual([]);
    });

    test.each<
        [Reach | undefined, Reach | undefined, string | undefined, string | undefined, string]
    >([
        [
            "internet",
            "guests",
            undefined,
            undefined,
            'must be "nothing", "dhcp" or "guests", not "internet": policy.maxReach allows no more [reach-above-policy]',
        ],
        [
            undefined,
            "nothing",
            undefined,
            undefined,
            'must be "nothing", not "dhcp": policy.maxReach allows no more [reach-above-policy]',
        ],
        [
            "guests",
            undefined,
            "dhcp",
            undefined,
            'must be "nothing" or "dhcp", not "guests": the environment variable XPLAB_MAX_REACH allows no more [reach-above-policy]',
        ],
        [
            "guests",
            undefined,
            undefined,
            "dhcp",
            'must be "nothing" or "dhcp", not "guests": the stack\'s setting xplab:maxReach allows no more [reach-above-policy]',
        ],
        [
            "internet",
            "guests",
            "dhcp",
            "interface",
            'must be "nothing" or "dhcp", not "internet": the environment variable XPLAB_MAX_REACH allows no more [reach-above-policy]',
        ],
        [
            "internet",
            "guests",
            "interface",
            "nothing",
            'must be "nothing", not "internet": the stack\'s setting xplab:maxReach allows no more [reach-above-policy]',
        ],
    ])(
        "refuses %s under the strictest of %s, %s and %s",
        (reach, maxReach, environment, setting, message) => {
            say(environment, setting);
            expect(validateReach({ reach }, { maxReach })).toEqual([{ path: ["reach"], message }]);
        },
    );
});

test("reachesAreWithinPolicy judges every network, and the one of a lab that declares none", () => {
    const message =
        'must be "nothing", not "dhcp": policy.maxReach allows no more [reach-above-policy]';
    const policy = { maxReach: "nothing" } as const;
    expect(validateReaches({ policy })).toEqual([{ path: ["networks", "lan", "reach"], message }]);
    const networks = { a: { reach: "nothing" }, b: {}, c: { reach: "dhcp" } } as const;
    expect(validateReaches({ policy, networks })).toEqual([
        { path: ["networks", "b", "reach"], message },
        { path: ["networks", "c", "reach"], message },
    ]);
});

test("policyIsKnown refuses values and keys with a slip in them", () => {
    process.env[VARIABLE] = "guest";
    pulumi.runtime.setAllConfig({
        "xplab:maxReach": "all",
        "xplab:maxReech": "dhcp",
        "other:maxReach": "all",
    });
    const rule = 'must be "nothing", "dhcp", "guests", "interface" or "internet"';
    expect(validatePolicy()).toEqual([
        {
            path: ["XPLAB_MAX_REACH"],
            message: `${rule}, not "guest"; did you mean "guests"? [not-one-of]`,
        },
        { path: ["xplab:maxReach"], message: `${rule}, not "all" [not-one-of]` },
        {
            path: ["xplab:maxReech"],
            message: "is not a known property; did you mean maxReach? [unknown-key]",
        },
    ]);
});
