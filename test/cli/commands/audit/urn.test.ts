import { isFor, isOfMachine, originOf } from "../../../../src/cli/commands/audit/urn";

const lab = { stack: "dev", project: "mylab", lab: "lab" };
const network = (types: string, name: string, stack = "dev") => {
    const origin = originOf(`urn:pulumi:${stack}::mylab::${types}$libvirt:index:Network::${name}`);
    return origin !== undefined && isFor(lab, origin);
};

test("reads a URN", () => {
    const origin = originOf(
        "urn:pulumi:dev::mylab::xplab:index:Machine$libvirt:index:Domain::a::b",
    );
    expect(origin).toEqual({
        stack: "dev",
        project: "mylab",
        types: ["xplab:index:Machine", "libvirt:index:Domain"],
        name: "a::b",
    });
    expect(origin !== undefined && isOfMachine(origin)).toBe(true);
    expect(originOf(undefined)).toBeUndefined();
    expect(originOf("nonsense")).toBeUndefined();
});

test.each([
    ["its own network", "xplab:index:Lab$xplab:index:LabNetwork", "lab-lan-network", "dev", true],
    ["a network of no lab", "xplab:index:LabNetwork", "lan-network", "dev", true],
    ["another lab's", "xplab:index:Lab$xplab:index:LabNetwork", "other-lan-network", "dev", false],
    ["another stack's", "xplab:index:Lab$xplab:index:LabNetwork", "lab-lan-network", "test", false],
    ["a network of another component", "xplab:index:Group", "lan-network", "dev", false],
])("of a lab's machines, %s: %s %s of %s", (_what, types, name, stack, isIts) => {
    expect(network(types, name, stack)).toBe(isIts);
});
