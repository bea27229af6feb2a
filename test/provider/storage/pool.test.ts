import { costlyChanges } from "../../../src/provider/lifecycle/diff";
import { pool } from "../../../src/provider/storage/pool";
import { Pool } from "../../../src/schema/pool";
import { print } from "../../../src/xml/tree/element";
import { poolXml } from "../../../src/xml/storage/pool";
import { callContext, createContext, failing, fakeLibvirt } from "../fakeLibvirt";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const ref = { name: "xp", uuid: UUID };
const inputs = (fields: object = {}) =>
    Pool.inputs.parse({ name: "xp", uuid: UUID, path: "/images/xp", ...fields });

function host(active: boolean, answers: Parameters<typeof fakeLibvirt>[0] = {}) {
    const fake = fakeLibvirt({
        storagePoolLookupByUUID: () => ref,
        storagePoolLookupByName: () => ref,
        storagePoolIsActive: () => active,
        storagePoolGetAutostart: () => true,
        storagePoolGetXMLDesc: () => print(poolXml(inputs())),
        storagePoolSetAutostart: () => undefined,
        storagePoolBuild: () => undefined,
        storagePoolCreate: () => undefined,
        storagePoolDestroy: () => undefined,
        ...answers,
    });
    const changes = () =>
        fake.calls.flatMap(([procedure]) =>
            /^storagePool(Set|Build|Create|Destroy)/.test(procedure) ? [procedure] : [],
        );
    return { ...fake, changes };
}

const update = (on: ReturnType<typeof host>, from: object, to: object) => {
    const [olds, news] = [inputs(from), inputs(to)];
    const changes = costlyChanges(Pool, olds, news);
    return pool.update(UUID, olds, news, { ...callContext(on.libvirt), state: {}, changes });
};

test.each<[object, object, boolean, string[]]>([
    [{}, { autostart: false }, true, ["storagePoolSetAutostart"]],
    [{}, { active: false }, true, ["storagePoolDestroy"]],
    [{ active: false }, {}, false, ["storagePoolBuild", "storagePoolCreate"]],
    [{ active: false }, {}, true, []],
    [{}, {}, false, ["storagePoolSetAutostart", "storagePoolBuild", "storagePoolCreate"]],
])("updates from %j to %j while running is %j: %j", async (from, to, active, done) => {
    const on = host(active);
    await update(on, from, to);
    expect(on.changes()).toEqual(done);
});

test("says what to do when the pool is gone", async () => {
    const on = host(true, { storagePoolLookupByUUID: failing("noStoragePool") });
    await expect(update(on, {}, { autostart: false })).rejects.toThrow(
        'Pool "xp" is no longer on the host. Run "pulumi refresh" to record that, then run again to recreate it. [gone]',
    );
});

test("does not start a pool that is created inactive", async () => {
    const on = host(false);
    await pool.create(inputs({ active: false }), createContext(on.libvirt).context);
    expect(on.changes()).toEqual(["storagePoolSetAutostart"]);
});

test.each([UUID, "xp"])("is read by %s", async (id) => {
    expect(await pool.read(id, {}, host(false).libvirt)).toEqual({
        id: UUID,
        inputs: inputs({ active: false }),
        outputs: {},
    });
});

test("reads nothing of a missing pool", async () => {
    const on = host(true, { storagePoolLookupByUUID: failing("noStoragePool") });
    expect(await pool.read(UUID, {}, on.libvirt)).toBeUndefined();
});
