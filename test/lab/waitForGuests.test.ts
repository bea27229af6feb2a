import { isWaiting, noLeaseText } from "../../tools/lab/waitForGuests.mjs";

function guest(reach: string, state: string, addresses: string[]) {
    const uuid = "5f0c6a5e-3a5e-4a63-9d83-2b5b2f0f7e01";
    const name = "lab-patient-1";
    const macAddress = "52:54:00:00:00:01";
    return {
        name: "patient-1",
        machine: { domain: name, uuid, state, address: null, screen: "", network: "lab", reach },
        status: {
            name,
            uuid,
            state,
            addresses,
            interfaces: [{ macAddress, addresses }],
            screen: undefined,
        },
    };
}

test.each([
    ["dhcp", "running", [], true],
    ["guests", "running", [], true],
    ["dhcp", "running", ["192.168.150.7"], false],
    ["dhcp", "shutoff", [], false],
    ["nothing", "running", [], false],
])("a guest on reach %s that is %s with %j: waited for is %s", (reach, state, found, expected) => {
    expect(isWaiting(guest(reach, state, found))).toBe(expected);
});

test("a domain that is gone is not waited for", () => {
    expect(isWaiting({ ...guest("dhcp", "running", []), status: undefined })).toBe(false);
});

test("says what was seen of a guest without a lease", () => {
    expect(noLeaseText([guest("dhcp", "running", [])])).toBe(
        "After 180 s patient-1 is running, and 52:54:00:00:00:01 asked for no lease.",
    );
});
