import type { Libvirt } from "../../../src/libvirt";
import { openHost } from "../../../src/provider/plugin/host";
import { Provider } from "../../../src/provider/plugin/provider";
import type { Properties } from "../../../src/provider/lifecycle/wire";
import { UNKNOWN } from "../../../src/provider/lifecycle/wire";
import { check, urnOf } from "../checked";
import { failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

jest.mock("../../../src/provider/plugin/host");

const URN = urnOf("Pool");
const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const made = {
    name: "xp",
    uuid: UUID,
    path: "/var/lib/libvirt/images/xp",
    autostart: true,
    active: true,
};
const inputs = { ...made, __defaults: ["name"] };
const ref = { name: "xp", uuid: UUID };

/** A host without pools where creating one works, except for the calls in `answers`. */
function host(answers: Parameters<typeof fakeLibvirt>[0] = {}) {
    let [isDefined, isActive] = [false, false];
    const fake = fakeLibvirt({
        storagePoolLookupByUUID: () => (isDefined ? ref : failing("noStoragePool")()),
        storagePoolLookupByName: failing("noStoragePool"),
        storagePoolDefineXML: () => {
            isDefined = true;
            return ref;
        },
        storagePoolIsActive: () => isActive,
        storagePoolBuild: () => undefined,
        storagePoolCreate: () => (isActive = true),
        connectListAllDomains: () => [],
        storagePoolSetAutostart: () => undefined,
        storagePoolDestroy: () => (isActive = false),
        storagePoolDelete: () => undefined,
        storagePoolUndefine: () => undefined,
        ...answers,
    });
    const names = () => fake.calls.map(([procedure]) => procedure);
    return { ...fake, names };
}

const MADE = [
    "storagePoolLookupByUUID",
    "storagePoolLookupByName",
    "connectListAllDomains",
    "storagePoolDefineXML",
    "storagePoolIsActive",
    "storagePoolBuild",
    "storagePoolCreate",
    "storagePoolSetAutostart",
];
const TAKEN_BACK = [
    "storagePoolIsActive",
    "storagePoolDestroy",
    "storagePoolDelete",
    "storagePoolLookupByUUID",
    "storagePoolUndefine",
];

function run(libvirt: Libvirt) {
    jest.mocked(openHost).mockReset().mockResolvedValue(libvirt);
    const provider = new Provider();
    provider.configure({}, UUID);
    const said: string[] = [];
    const log = (severity: string, message: string) => said.push(`${severity}: ${message}`);
    const controller = new AbortController();
    const create = (made: Properties = inputs) =>
        provider.create(URN, made, controller.signal, log);
    const remove = () => provider.delete(URN, UUID, {}, controller.signal, log);
    return { provider, said, log, create, remove, abort: controller };
}

describe("create", () => {
    test("creates the object and returns its inputs without notes", async () => {
        const on = host();
        expect(await run(on.libvirt).create()).toEqual({
            id: UUID,
            outputs: made,
        });
        expect(on.names()).toEqual(MADE);
    });

    test("rolls back in reverse order when a step fails", async () => {
        const on = host({ storagePoolSetAutostart: failing("operationFailed", "disk full") });
        const { create, said } = run(on.libvirt);
        await expect(create()).rejects.toEqual(libvirtError("operationFailed", "disk full"));
        expect(on.names()).toEqual([...MADE, ...TAKEN_BACK]);
        expect(said).toEqual([]);
    });

    test("warns of a failed undo step, and rolls back the rest", async () => {
        const on = host({
            storagePoolSetAutostart: failing("operationFailed", "disk full"),
            storagePoolDelete: failing("operationFailed", "folder not empty"),
        });
        const { create, said } = run(on.libvirt);
        await expect(create()).rejects.toEqual(libvirtError("operationFailed", "disk full"));
        expect(on.names()).toEqual([...MADE, ...TAKEN_BACK]);
        expect(said).toEqual(["warning: Not undone: folder not empty"]);
    });

    test("rolls back when aborted", async () => {
        const on = host({ storagePoolBuild: () => session.abort.abort(new Error("cut off")) });
        const session = run(on.libvirt);
        await expect(session.create()).rejects.toThrow(new Error("cut off"));
        const done = MADE.slice(0, MADE.indexOf("storagePoolBuild") + 1);
        expect(on.names()).toEqual([...done, ...TAKEN_BACK.slice(2)]);
    });

    test("does not begin when already aborted", async () => {
        const on = host();
        const { abort, create } = run(on.libvirt);
        abort.abort(new Error("cut off"));
        await expect(create()).rejects.toThrow(new Error("cut off"));
        expect(on.names()).toEqual([]);
    });

    test("refuses the name of somebody else's object", async () => {
        const uuid = "00000000-0000-4000-8000-000000000000";
        const on = host({ storagePoolLookupByName: () => ({ name: "xp", uuid }) });
        await expect(run(on.libvirt).create()).rejects.toThrow(
            new Error(
                `Pool "xp" already exists on the host and does not belong to this stack (UUID ${uuid}). ` +
                    "Set name to another value, or remove the existing pool. [name-taken]",
            ),
        );
        expect(on.names()).toEqual(MADE.slice(0, 2));
    });

    test("finishes an object of a killed run", async () => {
        const on = host({ storagePoolLookupByUUID: () => ref });
        await run(on.libvirt).create();
        expect(on.names()).toEqual([
            "storagePoolLookupByUUID",
            "storagePoolIsActive",
            "storagePoolBuild",
            "storagePoolCreate",
            "storagePoolSetAutostart",
        ]);
    });
});

describe("delete", () => {
    const there = { storagePoolLookupByUUID: () => ref };

    test("does nothing for an object of this run, which replaced the deleted one", async () => {
        const on = host(there);
        const { create, remove } = run(on.libvirt);
        await create();
        on.calls.length = 0;
        await remove();
        expect(on.names()).toEqual([]);
    });

    test("deletes an object of an earlier run", async () => {
        const on = host(there);
        await run(on.libvirt).remove();
        expect(on.names()).toEqual([
            "storagePoolLookupByUUID",
            "storagePoolIsActive",
            "storagePoolDelete",
            "storagePoolUndefine",
        ]);
    });

    test("deletes after a failed create", async () => {
        const on = host({ ...there, storagePoolSetAutostart: failing("operationFailed") });
        const { create, remove } = run(on.libvirt);
        await expect(create()).rejects.toEqual(libvirtError("operationFailed"));
        on.calls.length = 0;
        await remove();
        expect(on.names()).toContain("storagePoolUndefine");
    });

    test("does nothing for a missing object", async () => {
        const on = host();
        await run(on.libvirt).remove();
        expect(on.names()).toEqual(["storagePoolLookupByUUID"]);
    });

    test("is refused while the pool holds volumes", async () => {
        const on = host({
            ...there,
            storagePoolIsActive: () => true,
            storagePoolRefresh: () => undefined,
            storagePoolListAllVolumes: () => [{ name: "a" }, { name: "b" }],
        });
        await expect(run(on.libvirt).remove()).rejects.toThrow(
            new Error(
                'Pool "xp" still holds "a", "b". Delete or move its content, then delete the pool. [pool-in-use]',
            ),
        );
        expect(on.names()).not.toContain("storagePoolDestroy");
    });
});

describe("the connection", () => {
    test("is opened by the first call that needs it, and shared by all", async () => {
        const { provider, log } = run(host().libvirt);
        await provider.diff(URN, UUID, inputs, inputs, log);
        await provider.previewCreate(URN, inputs);
        expect(openHost).toHaveBeenCalledTimes(0);
        const reads = [UUID, UUID].map((id) => provider.read(URN, id, inputs, inputs));
        expect(await Promise.all(reads)).toEqual([undefined, undefined]);
        expect(jest.mocked(openHost).mock.calls).toEqual([["qemu:///system"]]);
    });

    test("is tried again after a failure", async () => {
        const { provider } = run(host().libvirt);
        jest.mocked(openHost).mockRejectedValueOnce(new Error("refused"));
        await expect(provider.read(URN, UUID, inputs, inputs)).rejects.toThrow(
            new Error("refused"),
        );
        expect(await provider.read(URN, UUID, inputs, inputs)).toBeUndefined();
    });
});

describe("preview", () => {
    test("knows the inputs but no outputs of libvirt", async () => {
        const { inputs: born, plain } = await check("Network", { ipv4: {} });
        expect(await new Provider().previewCreate(urnOf("Network"), born)).toEqual({
            ...plain,
            bridge: UNKNOWN,
            address: UNKNOWN,
            subnet: UNKNOWN,
            publicAddresses: UNKNOWN,
            hostMacs: UNKNOWN,
            token: UNKNOWN,
        });
    });

    test("refuses what it sees on the host, and nothing while the daemon is down", async () => {
        const dongle = { vendorId: "0x0529", productId: "0x0001" };
        const { inputs: born } = await check("Domain", { hostdevs: { dongle } });
        const { provider } = run(host({ connectListAllNodeDevices: () => [] }).libvirt);
        const preview = () => provider.previewCreate(urnOf("Domain"), born);
        await expect(preview()).rejects.toThrow(/ the host has no USB device at all\. /);
        const { provider: alone } = run(host().libvirt);
        jest.mocked(openHost).mockRejectedValueOnce(new Error("refused"));
        const outputs = await alone.previewCreate(urnOf("Domain"), born);
        expect(outputs["state"]).toBe(UNKNOWN);
    });

    test("ignores changes of fields that only a create reads", async () => {
        const { inputs: olds } = await check("Domain", { identitySeed: "a", memoryMiB: 128 });
        const { inputs: news } = await check("Domain", { identitySeed: "b" }, { olds });
        const { changes } = await differ("Domain", olds, news);
        expect(changes.map(({ path, effect }) => [path, effect])).toEqual([
            ["memoryMiB", "restart"],
        ]);
    });

    test.each([
        ["Pool", true],
        ["Volume", false],
        ["NetworkFilter", true],
        ["Network", true],
        ["Domain", true],
    ])("deletes a %s before it replaces it: %s", async (type, deleteBeforeReplace) => {
        expect(await differ(type, {}, {})).toEqual({ changes: [], deleteBeforeReplace });
    });
});

const differ = (type: string, olds: Properties, news: Properties) =>
    new Provider().diff(urnOf(type), "an id", olds, news, () => undefined);
