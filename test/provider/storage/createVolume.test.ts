import { createVolume } from "../../../src/provider/storage/createVolume";
import { createContext, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const pool = { name: "pool", uuid: "p" };
const plain = { name: "xp", format: "qcow2", capacityBytes: 4096 } as const;
const encrypted = { ...plain, encryption: { secret: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6" } };

/** A host where making a volume fails so many times. */
function host(failures: number, code: "internalError" | "noSecret") {
    let left = failures;
    const { libvirt, calls } = fakeLibvirt({
        storageVolCreateXML: () => {
            if (left-- > 0) throw libvirtError(code);
            return { pool: "pool", name: "xp", key: "/images/xp" };
        },
        storagePoolLookupByName: () => pool,
        storageVolLookupByName: () => ({ pool: "pool", name: "xp", key: "/images/xp" }),
        storageVolDelete: () => undefined,
    });
    const names = () => calls.map(([procedure]) => procedure);
    return { ...createContext(libvirt), names, tries: () => calls.length };
}

test("a LUKS header that QEMU gave up is tried again, eight times in all", async () => {
    const lucky = host(7, "internalError");
    await createVolume(encrypted, pool, lucky.context);
    expect(lucky.tries()).toBe(8);
    const unlucky = host(8, "internalError");
    await expect(createVolume(encrypted, pool, unlucky.context)).rejects.toThrow("internalError");
    expect(unlucky.tries()).toBe(8);
});

test.each([
    ["without encryption", plain, "internalError"],
    ["for want of the secret", encrypted, "noSecret"],
] as const)("a failure %s is final", async (_what, layout, code) => {
    const on = host(1, code);
    await expect(createVolume(layout, pool, on.context)).rejects.toThrow(code);
    expect(on.tries()).toBe(1);
});

test("what was made is taken back", async () => {
    const on = host(0, "internalError");
    await createVolume(plain, pool, on.context);
    await on.rollBack();
    expect(on.names().at(-1)).toBe("storageVolDelete");
});
