import {
    captureNeedsCable,
    interfaceIsNamed,
    openNeedsAddresses,
    resolverNeedsInternet,
    riskIsAccepted,
} from "../../src/components/labNetworkRules";
import { RISK } from "../../src/xp/reach";

test("riskIsAccepted wants the words where guests get beyond the host", () => {
    expect(riskIsAccepted({})).toEqual([]);
    expect(riskIsAccepted({ reach: "guests" })).toEqual([]);
    expect(riskIsAccepted({ reach: "internet", accept: RISK })).toEqual([]);
    expect((["interface", "internet"] as const).map((reach) => riskIsAccepted({ reach }))).toEqual([
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
    expect(interfaceIsNamed({ reach: "interface", interface: "br0" })).toEqual([]);
    expect(interfaceIsNamed({ reach: "interface" })).toEqual([
        {
            path: ["interface"],
            message: 'must name a bridge of the host when reach is "interface" [bridge-not-named]',
        },
    ]);
    expect(interfaceIsNamed({ interface: "br0" })).toEqual([
        { path: ["interface"], message: 'must be absent when reach is "dhcp" [not-with-reach]' },
    ]);
});

test("resolverNeedsInternet refuses a resolver elsewhere, be it switched off", () => {
    expect(resolverNeedsInternet({ reach: "internet", resolver: true })).toEqual([]);
    expect(resolverNeedsInternet({ reach: "interface", resolver: false })).toEqual([
        {
            path: ["resolver"],
            message: 'must be absent when reach is "interface" [not-with-reach]',
        },
    ]);
});

test("openNeedsAddresses refuses open ports where the host has no address", () => {
    expect(openNeedsAddresses({ open: [] })).toEqual([]);
    expect(openNeedsAddresses({ reach: "internet", open: [] })).toEqual([]);
    expect(
        (["nothing", "interface"] as const).map((reach) => openNeedsAddresses({ reach, open: [] })),
    ).toEqual([
        [{ path: ["open"], message: 'must be absent when reach is "nothing" [not-with-reach]' }],
        [{ path: ["open"], message: 'must be absent when reach is "interface" [not-with-reach]' }],
    ]);
});

test("captureNeedsCable refuses a capture where the cables are out", () => {
    expect(captureNeedsCable({ capture: true })).toEqual([]);
    expect(captureNeedsCable({ reach: "nothing", capture: false })).toEqual([]);
    expect(captureNeedsCable({ reach: "nothing", capture: true })).toEqual([
        { path: ["capture"], message: 'must be absent when reach is "nothing" [not-with-reach]' },
    ]);
});
