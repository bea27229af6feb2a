import { domainStatus } from "../../../src/cli/host/domainStatus";
import { errorCode, LibvirtError } from "../../../src/libvirt";

const uuid = "5f0c6a5e-3a5e-4a63-9d83-2b5b2f0f7e01";
const xml = `<domain><devices>
    <interface type='network'><mac address='52:54:00:00:00:01'/></interface>
    <interface type='network'><mac address='52:54:00:00:00:02'/></interface>
    <graphics type='vnc' port='5903'><listen type='address' address='127.0.0.1'/></graphics>
</devices></domain>`;
const lease = {
    name: "vnet0",
    macAddress: "52:54:00:00:00:02",
    addresses: [{ type: 0, address: "192.168.150.23", prefix: 24 }],
};

function refusal(code: number) {
    return new LibvirtError({ message: "no", code, domain: 10, level: 2, procedure: "test" });
}

/** A libvirt that gives these answers, and throws those that are errors. */
function answering(answers: Readonly<Record<string, unknown>>) {
    const call = (name: string) => {
        const answer = answers[name];
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    };
    return { call: call as never }; // the answers' types are those of the procedures named
}

const running = {
    domainLookupByUUID: { name: "lab-patient-1", uuid, id: 7 },
    domainGetState: { state: 1, reason: 1 },
    domainGetXMLDesc: xml,
    domainInterfaceAddresses: [lease],
};

test("assigns each lease to its interface", async () => {
    expect(await domainStatus(answering(running), uuid)).toEqual({
        uuid,
        name: "lab-patient-1",
        state: "running",
        interfaces: [
            { macAddress: "52:54:00:00:00:01", addresses: [] },
            { macAddress: "52:54:00:00:00:02", addresses: ["192.168.150.23"] },
        ],
        addresses: ["192.168.150.23"],
        screen: "vnc://127.0.0.1:5903",
    });
});

test("finds no addresses of a domain that stops between two calls", async () => {
    const off = { ...running, domainInterfaceAddresses: refusal(errorCode.operationInvalid) };
    expect(await domainStatus(answering(off), uuid)).toMatchObject({ addresses: [] });
});

test("returns undefined for a missing domain", async () => {
    const gone = { domainLookupByUUID: refusal(errorCode.noDomain) };
    expect(await domainStatus(answering(gone), uuid)).toBeUndefined();
});

test("fails on any other error", async () => {
    const failure = refusal(errorCode.operationFailed);
    const failing = { ...running, domainInterfaceAddresses: failure };
    await expect(domainStatus(answering(failing), uuid)).rejects.toBe(failure);
});
