import { secret } from "../../../src/provider/storage/secret";
import type { CostlyChange } from "../../../src/provider/lifecycle/diff";
import { Secret } from "../../../src/schema/secret";
import { check, OWNER, urnOf } from "../checked";
import { callContext, createContext, failing, fakeLibvirt } from "../fakeLibvirt";
import { v5 } from "uuid";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const inputs = { uuid: UUID, description: "of the image", value: "pässword" };
const ref = { uuid: UUID, usageType: 0, usageId: "" };

interface Host {
    readonly isThere?: boolean;
    /** Content of the target element in a volume's XML. */
    readonly volume?: string;
    /** Whether a domain uses it. */
    readonly isUsed?: boolean;
}

const encrypted = (inner: string) => `<encryption format='luks'>${inner}</encryption>`;
const own = `<secret type='passphrase' uuid='${UUID}'/>`;

function host({ isThere = true, volume = "", isUsed = false }: Host) {
    const { libvirt, calls } = fakeLibvirt({
        secretLookupByUUID: isThere ? () => ref : failing("noSecret"),
        secretDefineXML: () => ref,
        secretSetValue: () => undefined,
        secretUndefine: () => undefined,
        secretGetXMLDesc: () =>
            `<secret ephemeral='no' private='yes'><uuid>${UUID}</uuid><description>text</description></secret>`,
        connectListAllDomains: () => (isUsed ? [{ name: "patient", uuid: "u", id: -1 }] : []),
        domainGetXMLDesc: () =>
            `<domain><devices><disk><source file='/a'/><backingStore><source file='/b'>${encrypted(own)}</source></backingStore></disk></devices></domain>`,
        connectListAllStoragePools: () => [{ name: "pool" }],
        storagePoolListAllVolumes: () => [{ pool: "pool", name: "xp", key: "/images/xp" }],
        storageVolGetXMLDesc: () => `<volume><target>${volume}</target></volume>`,
    });
    const changes = () =>
        calls.filter(([name]) => /Define|SetValue|Undefine/.test(name)).map(([name]) => name);
    return { libvirt, calls, changes };
}

const value = Buffer.from("pässword");

test("has a UUID from owner and URN, and no name", async () => {
    const { plain, failures } = await check("Secret", { value: "a" });
    expect([plain, failures]).toEqual([{ value: "a", uuid: v5(urnOf("Secret"), OWNER) }, []]);
    const unnamed = await check("Secret", { value: "a", name: "b" });
    expect(unnamed.failures).toEqual([
        {
            property: "name",
            reason: "is not a known property; use uuid, description or value [unknown-key]",
        },
    ]);
    expect((await check("Secret", { value: "" })).failures).toEqual([
        { property: "value", reason: "must not be empty [too-short]" },
    ]);
});

test("is defined, and gets its value in a call of its own", async () => {
    const { libvirt, calls, changes } = host({ isThere: false });
    const { context, rollBack } = createContext(libvirt);
    const created = await secret.create(Secret.inputs.parse(inputs), context);
    expect(created).toEqual({ id: UUID, outputs: inputs });
    expect(calls.at(-1)).toEqual(["secretSetValue", { secret: ref, value }]);
    expect(JSON.stringify(calls.filter(([name]) => name === "secretDefineXML"))).not.toContain(
        inputs.value,
    );
    await rollBack();
    expect(changes()).toEqual(["secretDefineXML", "secretSetValue", "secretUndefine"]);
});

test("finishes the secret of an earlier run, unless volumes use its value already", async () => {
    const free = host({});
    await secret.create(inputs, createContext(free.libvirt).context);
    expect(free.changes()).toEqual(["secretDefineXML", "secretSetValue"]);
    const used = host({ volume: encrypted(own) });
    await expect(secret.create(inputs, createContext(used.libvirt).context)).rejects.toThrow(
        `Secret "${UUID}" cannot get another value`,
    );
    expect(used.changes()).toEqual([]);
});

describe("another value", () => {
    const change: CostlyChange = {
        keys: ["value"],
        path: "value",
        kind: "update",
        old: "a",
        value: "b",
        effect: "live",
    };
    const change2 = { ...change, keys: ["description"], path: "description" };
    const updating = ({ libvirt }: ReturnType<typeof host>, changes = [change]) =>
        secret.update(UUID, inputs, inputs, { ...callContext(libvirt), state: inputs, changes });

    test("is set while nothing needs the old one", async () => {
        const on = host({ volume: encrypted("<secret type='passphrase' uuid='other'/>") });
        await updating(on);
        expect(on.changes()).toEqual(["secretDefineXML", "secretSetValue"]);
    });

    test.each<[string, Host, string]>([
        ["a volume", { volume: encrypted(own) }, 'volume "pool/xp"'],
        [
            "a volume whose secret libvirt has forgotten",
            { volume: encrypted("") },
            'volume "pool/xp"',
        ],
        ["an image below a domain's disk", { isUsed: true }, 'domain "patient"'],
    ])("is refused while %s may need the old one", async (_what, state, user) => {
        const on = host(state);
        await expect(updating(on)).rejects.toThrow(
            new Error(
                `Secret "${UUID}" cannot get another value: ${user} may be encrypted with the current one. Declare another Secret, and recreate the volumes with it. [secret-value-in-use]`,
            ),
        );
        expect(on.changes()).toEqual([]);
    });

    test("is not affected by another description", async () => {
        const on = host({ volume: encrypted(own) });
        await updating(on, [change2]);
        expect(on.changes()).toEqual(["secretDefineXML"]);
    });
});

describe("read", () => {
    test("takes the value from the state, and has none in an import", async () => {
        const { libvirt } = host({});
        const seen = { uuid: UUID, description: "text" };
        expect(await secret.read(UUID, { value: "a" }, libvirt)).toEqual({
            id: UUID,
            inputs: { ...seen, value: "a" },
            outputs: {},
        });
        expect(await secret.read(UUID, {}, libvirt)).toEqual({
            id: UUID,
            inputs: seen,
            outputs: {},
        });
    });

    test("is undefined for a missing secret", async () => {
        expect(await secret.read(UUID, {}, host({ isThere: false }).libvirt)).toBeUndefined();
    });
});

describe("delete", () => {
    test("deletes it, and succeeds when it is already gone", async () => {
        const free = host({ volume: encrypted("") });
        await secret.delete(UUID, {}, callContext(free.libvirt));
        expect(free.changes()).toEqual(["secretUndefine"]);
        const gone = host({ isThere: false });
        await secret.delete(UUID, {}, callContext(gone.libvirt));
        expect(gone.changes()).toEqual([]);
    });

    test("is refused while something uses it", async () => {
        const used = host({ volume: encrypted(own), isUsed: true });
        await expect(secret.delete(UUID, {}, callContext(used.libvirt))).rejects.toThrow(
            new Error(
                `Secret "${UUID}" is needed by volume "pool/xp", domain "patient". Delete those first. [secret-in-use]`,
            ),
        );
        expect(used.changes()).toEqual([]);
    });
});
