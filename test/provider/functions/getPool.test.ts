import { getPool } from "../../../src/provider/functions/getPool";
import { failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const uuid = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const INFO = { state: 2, capacityBytes: 300n, allocationBytes: 200n, availableBytes: 100n };

const host = (answers: Parameters<typeof fakeLibvirt>[0] = {}) =>
    fakeLibvirt({
        storagePoolLookupByName: () => ({ name: "xp", uuid }),
        storagePoolGetXMLDesc: () => "<pool><target><path>/images/xp</path></target></pool>",
        storagePoolGetInfo: () => INFO,
        storagePoolGetAutostart: () => true,
        storagePoolListAllVolumes: () => [{ name: "b" }, { name: "a" }],
        ...answers,
    });

test("describes sizes and volumes of an active pool", async () => {
    const { libvirt, calls } = host();
    expect(await getPool.call({ name: "xp" }, libvirt)).toEqual({
        name: "xp",
        uuid,
        path: "/images/xp",
        active: true,
        autostart: true,
        capacityBytes: 300,
        allocationBytes: 200,
        availableBytes: 100,
        volumes: ["a", "b"],
    });
    expect(calls).toHaveLength(5);
});

test("describes neither for an inactive pool", async () => {
    const { libvirt } = host({
        storagePoolGetInfo: () => ({ ...INFO, state: 0 }),
        storagePoolListAllVolumes: failing("operationInvalid"),
    });
    expect(await getPool.call({ name: "xp" }, libvirt)).toEqual({
        name: "xp",
        uuid,
        path: "/images/xp",
        active: false,
        autostart: true,
        volumes: [],
    });
});

test("hides no other failure to list the volumes", async () => {
    const { libvirt } = host({ storagePoolListAllVolumes: failing("operationFailed") });
    await expect(getPool.call({ name: "xp" }, libvirt)).rejects.toEqual(
        libvirtError("operationFailed"),
    );
});

const many = Array.from({ length: 22 }, (_, index) => String(index + 10));
const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");

test.each([
    [[], "Create it first, or set the provider's uri to the host that has it. [not-there]"],
    [["xp"], 'Set name to "xp". [not-there]'],
    [["xp", "default"], 'Set name to one of "default", "xp". [not-there]'],
    [many, `Set name to one of ${quoted(many.slice(0, 20))} (and 2 more). [not-there]`],
])("names the existing ones instead: %j", async (names, remedy) => {
    const { libvirt } = host({
        storagePoolLookupByName: failing("noStoragePool"),
        connectListAllStoragePools: () => names.map((name) => ({ name })),
    });
    await expect(getPool.call({ name: "xq" }, libvirt)).rejects.toThrow(
        new Error(`Pool "xq" is not on the host. ${remedy}`),
    );
});
