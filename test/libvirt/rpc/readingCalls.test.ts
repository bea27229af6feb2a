import { type ProcedureName, procedures } from "../../../src/libvirt/rpc/procedures";
import { isReadingCall } from "../../../src/libvirt/rpc/readingCalls";

const names = Object.keys(procedures) as ProcedureName[];
const asks = /Lookup|List|Get|Is[A-Z]|Has[A-Z]|Supports|InterfaceAddresses|InterfaceStats|Peek/;

test("lists every procedure with the name of a query as a reading call", () => {
    const asking = names.filter((name) => asks.test(name));
    expect(names.filter(isReadingCall).sort()).toEqual(
        asking.filter((name) => name !== "authList").sort(),
    );
});

test.each(["domainDefineXMLFlags", "domainDestroyFlags", "storageVolCreateXML", "domainReset"])(
    "%s is none",
    (name) => {
        expect(isReadingCall(name as ProcedureName)).toBe(false);
    },
);
