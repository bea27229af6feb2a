import { renameDomain } from "../../../src/provider/domain/domainRename";
import { domain } from "../../../src/provider/domain/domain";
import { Domain } from "../../../src/schema/domain/domain";
import { callContext, createContext, failing, fakeLibvirt } from "../fakeLibvirt";

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

describe("create", () => {
    const inputs = Domain.inputs.parse({ name: "xp", uuid: UUID });

    const URN = "urn:pulumi:dev::xp-lab::libvirt:index:Domain::sick";

    test.each([
        [
            "a renamed domain with this UUID",
            `<metadata><xplab:mark xmlns:xplab='urn:xplab:mark:1' token='t' urn='${URN}'/></metadata>`,
        ],
        ["somebody else's domain with this UUID", ""],
    ])("does not adopt %s", async (_what, mark) => {
        const there = { ...ref, name: "sick", id: -1 };
        const { libvirt } = host("theirs", {
            domainLookupByUUID: () => there,
            domainGetState: () => ({ state: 5, reason: 0 }),
            domainIsPersistent: () => true,
            domainGetAutostart: () => false,
            domainGetXMLDesc: () => `<domain>${mark}</domain>`,
        });
        const { context } = createContext(libvirt);
        await expect(domain.create(inputs, context)).rejects.toThrow(
            new Error(
                `Domain "xp" would get the UUID ${UUID}, which domain "sick" kept when it was renamed in the program. ` +
                    "Give the new domain a name that was never used, or a uuid of its own. [birth-name-taken]",
            ),
        );
    });
});

test("refuses a taken name before it shuts the guest down", async () => {
    const { libvirt, calls } = host("mine", {
        domainLookupByName: () => ({ ...ref, name: "other", uuid: "another" }),
    });
    const news = Domain.inputs.parse({ name: "other", uuid: UUID });
    await expect(renameDomain(ref, news, callContext(libvirt))).rejects.toThrow(
        'Domain "other" already exists on the host and does not belong to this stack (UUID another).',
    );
    expect(namesOf(calls)).toEqual(["domainLookupByName"]);
});

describe("delete", () => {
    test("stops and undefines the domain and everything that belongs to it", async () => {
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

    test("undefines a domain that is off", async () => {
        const { libvirt, calls } = host("mine", {
            domainDestroyFlags: failing("operationInvalid"),
        });
        await domain.delete(UUID, state, callContext(libvirt));
        expect(namesOf(calls).at(-1)).toBe("domainUndefineFlags");
    });

    test("ignores a domain with another token, which replaced the one to delete", async () => {
        const { libvirt, calls } = host("theirs");
        await domain.delete(UUID, state, callContext(libvirt));
        expect(new Set(namesOf(calls))).toEqual(
            new Set(["domainLookupByUUID", "domainGetXMLDesc"]),
        );
    });

    test("keeps logs outside pools even if the domain is gone", async () => {
        const { libvirt, calls } = host("mine", {
            domainLookupByUUID: failing("noDomain"),
            storagePoolLookupByTargetPath: failing("noStoragePool"),
        });
        const serials = [{ logFile: "/srv/elsewhere/xp.log" }, {}];
        await domain.delete(UUID, { ...state, serials }, callContext(libvirt));
        expect(new Set(namesOf(calls))).toEqual(
            new Set(["domainLookupByUUID", "storagePoolLookupByTargetPath"]),
        );
    });
});
