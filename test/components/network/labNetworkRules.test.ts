import {
    validateCapture,
    validateInterfaceName,
    validateOpenPorts,
    validateResolver,
    validateRiskAccepted,
} from "../../../src/components/network/labNetworkRules";
import { RISK } from "../../../src/xp/reach/reach";

test("riskIsAccepted wants the words where guests get beyond the host", () => {
    expect(validateRiskAccepted({})).toEqual([]);
    expect(validateRiskAccepted({ reach: "guests" })).toEqual([]);
    expect(validateRiskAccepted({ reach: "internet", accept: RISK })).toEqual([]);
    expect(
        (["interface", "internet"] as const).map((reach) => validateRiskAccepted({ reach })),
    ).toEqual([
        [
            {
                path: ["accept"],
                message:
                    'must be "XP on this network can be taken over" when reach is "interface" [risk-not-accepted]',
            },
        ],
        [
            {
                path: ["accept"],
                message:
                    'must be "XP on this network can be taken over" when reach is "internet" [risk-not-accepted]',
            },
        ],
    ]);
});

test("interfaceIsNamed wants a bridge with its reach alone", () => {
    expect(validateInterfaceName({ reach: "interface", interface: "br0" })).toEqual([]);
    expect(validateInterfaceName({ reach: "interface" })).toEqual([
        {
            path: ["interface"],
            message: 'must name a bridge of the host when reach is "interface" [bridge-not-named]',
        },
    ]);
    expect(validateInterfaceName({ interface: "br0" })).toEqual([
        { path: ["interface"], message: 'must be absent when reach is "dhcp" [not-with-reach]' },
    ]);
});

test("resolverNeedsInternet refuses a resolver elsewhere, be it switched off", () => {
    expect(validateResolver({ reach: "internet", resolver: true })).toEqual([]);
    expect(validateResolver({ reach: "interface", resolver: false })).toEqual([
        {
            path: ["resolver"],
            message: 'must be absent when reach is "interface" [not-with-reach]',
        },
    ]);
});

test("openNeedsAddresses refuses open ports where the host has no address", () => {
    expect(validateOpenPorts({ open: [] })).toEqual([]);
    expect(validateOpenPorts({ reach: "internet", open: [] })).toEqual([]);
    expect(
        (["nothing", "interface"] as const).map((reach) => validateOpenPorts({ reach, open: [] })),
    ).toEqual([
        [{ path: ["open"], message: 'must be absent when reach is "nothing" [not-with-reach]' }],
        [{ path: ["open"], message: 'must be absent when reach is "interface" [not-with-reach]' }],
    ]);
});

test("captureNeedsCable refuses a capture where the cables are out", () => {
    expect(validateCapture({ capture: true })).toEqual([]);
    expect(validateCapture({ reach: "nothing", capture: false })).toEqual([]);
    expect(validateCapture({ reach: "nothing", capture: true })).toEqual([
        { path: ["capture"], message: 'must be absent when reach is "nothing" [not-with-reach]' },
    ]);
});
