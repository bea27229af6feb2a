import { domain } from "../../../src/provider/resources/domain";
import { callContext, failing, fakeLibvirt } from "../fakeLibvirt";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const ref = { name: "xp", uuid: UUID, id: 1 };
const marked = (token: string) =>
    `<domain><metadata><xplab:mark xmlns:xplab='urn:xplab:mark:1' token='${token}'/></metadata></domain>`;

const host = (token: string, answers: Parameters<typeof fakeLibvirt>[0] = {}) =>
    fakeLibvirt({
        domainLookupByUUID: () => ref,
        domainGetXMLDesc: () => marked(token),
        domainDestroyFlags: () => undefined,
        domainUndefineFlags: () => undefined,
        ...answers,
    });
const state = { token: "mine", serials: [] };
const namesOf = (calls: readonly (readonly [string, unknown])[]) => calls.map(([name]) => name);

describe("delete", () => {
    test("stops and undefines the domain with all that belongs to it", async () => {
        const { libvirt, calls } = host("mine");
        await domain.delete(UUID, state, callContext(libvirt));
        expect(calls).toEqual([
            ["domainLookupByUUID", { uuid: UUID }],
            ["domainGetXMLDesc", { domain: ref, flags: 2 }],
            ["domainGetXMLDesc", { domain: ref, flags: 0 }],
            ["domainDestroyFlags", { domain: ref }],
            ["domainUndefineFlags", { domain: ref, flags: 1 | 2 | 4 | 16 }],
        ]);
    });

    test("of one that is off undefines it", async () => {
        const { libvirt, calls } = host("mine", {
            domainDestroyFlags: failing("operationInvalid"),
        });
        await domain.delete(UUID, state, callContext(libvirt));
        expect(namesOf(calls).at(-1)).toBe("domainUndefineFlags");
    });

    test("with another token does nothing: it is meant for an earlier one of this UUID", async () => {
        const { libvirt, calls } = host("theirs");
        await domain.delete(UUID, state, callContext(libvirt));
        expect(new Set(namesOf(calls))).toEqual(
            new Set(["domainLookupByUUID", "domainGetXMLDesc"]),
        );
    });

    test("takes the serial logs that a pool knows with it, even when the domain is gone", async () => {
        const volume = { pool: "pool", name: "com1.log", key: "/images/com1.log" };
        const { libvirt, calls } = host("mine", {
            domainLookupByUUID: failing("noDomain"),
            storageVolLookupByPath: ({ path }: { path: string }) =>
                path === volume.key ? volume : failing("noStorageVolume")(),
            storageVolDelete: () => undefined,
        });
        const serials = [{ logFile: volume.key }, { logFile: "/srv/elsewhere.log" }, {}];
        await domain.delete(UUID, { ...state, serials }, callContext(libvirt));
        expect(calls.slice(1)).toEqual([
            ["storageVolLookupByPath", { path: "/images/com1.log" }],
            ["storageVolLookupByPath", { path: "/srv/elsewhere.log" }],
            ["storageVolDelete", { volume }],
        ]);
    });
});
