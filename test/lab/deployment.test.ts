import { domainNames, hasPendingOperations } from "../../tools/lab/deployment.mjs";

test("names the domains of a deployment", () => {
    const resources = [
        { type: "pulumi:pulumi:Stack" },
        { type: "libvirt:index:Domain", outputs: { name: "lab-patient-1" } },
        { type: "libvirt:index:Volume", outputs: { name: "lab-patient-1-disk" } },
        { type: "libvirt:index:Domain" },
    ];
    expect(domainNames({ resources })).toEqual(["lab-patient-1"]);
    expect(domainNames({})).toEqual([]);
});

test("sees what a killed run left pending", () => {
    const pending = [{ type: "creating", resource: { urn: "urn:pulumi:dev::p::t::n" } }];
    expect(hasPendingOperations({ pending_operations: pending })).toBe(true);
    expect(hasPendingOperations({ pending_operations: [] })).toBe(false);
    expect(hasPendingOperations({})).toBe(false);
});
