import {
    validateCleanState,
    validateCleanStates,
} from "../../../src/components/machine/cleanStateRules";

test("a machine without a clean state may have all that excludes one", () => {
    expect(validateCleanState({ reach: "nothing" }, { keepDisk: true, results: {} })).toEqual([]);
});

test("on a network with DHCP a clean state needs nothing else", () => {
    expect(validateCleanState({ reach: "dhcp" }, { cleanState: {} })).toEqual([]);
});

test("without DHCP it says when the guest is ready, in one of two places", () => {
    const readyWhen = { serialText: "READY" };
    expect(validateCleanState({ reach: "nothing" }, { cleanState: { readyWhen } })).toEqual([]);
    expect(validateCleanState({ reach: "nothing" }, { cleanState: {}, readyWhen })).toEqual([]);
    expect(validateCleanState({ reach: "nothing" }, { cleanState: {} })).toEqual([
        {
            path: ["cleanState", "readyWhen"],
            message:
                'is required on a network with reach "nothing", where libvirt leases no addresses [clean-state-needs-ready]',
        },
    ]);
    expect(validateCleanState({ reach: "dhcp" }, { cleanState: { readyWhen }, readyWhen })).toEqual(
        [
            {
                path: ["cleanState", "readyWhen"],
                message: "must be absent when the machine has readyWhen [ready-when-twice]",
            },
        ],
    );
});

test("what it waits for must be what its network shows", () => {
    const found = validateCleanState(
        { reach: "nothing" },
        { cleanState: { readyWhen: { lease: true } } },
    );
    expect(found.map(({ path }) => path)).toEqual([["cleanState", "readyWhen", "lease"]]);
});

test("a kept disk and one for results are not thrown away", () => {
    expect(
        validateCleanState({ reach: "dhcp" }, { cleanState: {}, keepDisk: true, results: {} }),
    ).toEqual([
        {
            path: ["cleanState"],
            message:
                "must be absent when keepDisk is true: a reset discards what was written [clean-state-of-kept-disk]",
        },
        {
            path: ["cleanState"],
            message:
                "must be absent when the machine has results: a reset would discard them [clean-state-with-results]",
        },
    ]);
});

test("no reset brings back a USB device of the host, but a serial port has nothing to bring back", () => {
    const cleanState = {};
    const usb = { dongle: { id: "0529:0001" } };
    expect(validateCleanState({ reach: "dhcp" }, { cleanState, hostDevices: { usb } })).toEqual([
        {
            path: ["cleanState"],
            message:
                "must be absent when the machine has hostDevices.usb: no reset can restore the state of such a device [clean-state-with-usb]",
        },
    ]);
    const serialPorts = ["/dev/ttyS0"];
    expect(
        validateCleanState(
            { reach: "dhcp" },
            { cleanState, hostDevices: { serialPorts, usb: {} } },
        ),
    ).toEqual([]);
});

test("each machine is judged on the network that it is plugged into", () => {
    const networks = { lan: {}, alone: { reach: "nothing" as const } };
    const machines = {
        one: { network: "lan", cleanState: {} },
        two: { network: "alone", cleanState: {} },
    };
    expect(validateCleanStates({ networks, machines }).map(({ path }) => path)).toEqual([
        ["machines", "two", "cleanState", "readyWhen"],
    ]);
});
