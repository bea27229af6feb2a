import { v5 } from "uuid";
import { digitsOf, macFrom, serialFrom } from "../../../src/provider/lifecycle/creationDefaults";
import { Domain } from "../../../src/schema/domain/domain";
import { UNKNOWN, type Properties } from "../../../src/provider/lifecycle/wire";
import { check, OWNER, urnOf } from "../checked";

const nic = { network: "lan" };
const lab = { disks: { hda: { file: "/a" } }, interfaces: { lan: nic } };
const devicesOf = (plain: Properties) => {
    const { disks, interfaces } = Domain.inputs.parse(plain);
    return { serial: disks["hda"]?.serial, mac: interfaces["lan"]?.mac };
};

describe.each(["Pool", "Network", "NetworkFilter", "Domain"])("%s", (type) => {
    const news =
        { Pool: { path: "/var/lib/libvirt/images/p" }, NetworkFilter: { rules: [] } }[type] ?? {};

    test("has the resource's name, and a UUID from owner and URN", async () => {
        const { plain } = await check(type, news);
        expect([plain["name"], plain["uuid"]]).toEqual(["xp", v5(urnOf(type), OWNER)]);
    });

    test("keeps the name and UUID that the program writes", async () => {
        const uuid = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
        const { plain } = await check(type, { ...news, name: "mine", uuid });
        expect([plain["name"], plain["uuid"]]).toEqual(["mine", uuid]);
    });

    test("keeps both when an alias renames it", async () => {
        const { inputs: olds, plain: old } = await check(type, news, { name: "old" });
        const { plain } = await check(type, news, { olds, name: "new" });
        expect([plain["name"], plain["uuid"]]).toEqual(["old", old["uuid"]]);
    });

    test("keeps both under another owner", async () => {
        const { inputs: olds, plain: old } = await check(type, news);
        const { plain } = await check(type, news, { olds, owner: v5("other", OWNER) });
        expect(plain).toEqual(old);
    });

    test("has an unknown UUID while the owner is unknown", async () => {
        const { plain, failures } = await check(type, news, { owner: undefined });
        expect([plain["name"], plain["uuid"], failures]).toEqual(["xp", UNKNOWN, []]);
    });
});

describe("identity", () => {
    test("differs completely between owners", async () => {
        const one = await check("Domain", lab);
        const other = await check("Domain", lab, { owner: v5("other", OWNER) });
        expect(devicesOf(one.plain).mac).not.toBe(devicesOf(other.plain).mac);
        expect(devicesOf(one.plain).serial).not.toBe(devicesOf(other.plain).serial);
    });

    test("depends only on the seed if there is one", async () => {
        const seeded = { ...lab, identitySeed: "xp-lab/dev/lab/xp" };
        const one = await check("Domain", seeded);
        const other = await check("Domain", seeded, { owner: v5("other", OWNER), name: "b" });
        expect(devicesOf(one.plain)).toEqual({ serial: "HD758A0EB7", mac: "52:54:00:f2:d6:b5" });
        expect(devicesOf(other.plain)).toEqual(devicesOf(one.plain));
    });

    test("is kept when the seed changes", async () => {
        const { inputs: olds, plain: old } = await check("Domain", { ...lab, identitySeed: "a" });
        const { plain } = await check("Domain", { ...lab, identitySeed: "b" }, { olds });
        expect(plain).toEqual({ ...old, identitySeed: "b" });
    });

    test("is unknown while the owner or the seed is", async () => {
        const open = { serial: UNKNOWN, mac: UNKNOWN };
        const { inputs } = await check("Domain", lab, { owner: undefined });
        expect(inputs).toMatchObject({
            disks: { hda: { serial: open.serial } },
            interfaces: { lan: { mac: open.mac, pciSlot: 3 } },
        });
    });

    test("prefers the program's values", async () => {
        const mac = "52:54:00:00:00:01";
        const { plain } = await check("Domain", {
            disks: { hda: { file: "/a", serial: "S-1" } },
            interfaces: { lan: { ...nic, mac } },
        });
        expect(devicesOf(plain)).toEqual({ serial: "S-1", mac });
    });
});

describe("slots", () => {
    const slotsOf = (plain: Properties) => {
        const { disks, interfaces } = Domain.inputs.parse(plain);
        return Object.fromEntries(
            [...Object.entries(interfaces), ...Object.entries(disks)].map(([name, { pciSlot }]) => [
                name,
                pciSlot,
            ]),
        );
    };
    const virtio = { file: "/a", bus: "virtio" };

    test("are those that the program leaves free", async () => {
        const { plain } = await check("Domain", {
            interfaces: { a: nic, b: { ...nic, pciSlot: 3 }, c: nic },
            disks: { hda: { file: "/a" }, vda: virtio },
        });
        expect(slotsOf(plain)).toEqual({ a: 4, b: 3, c: 5, hda: undefined, vda: 6 });
    });

    test("stay when an earlier device goes, and the next one fills the gap", async () => {
        const { inputs: olds } = await check("Domain", { interfaces: { a: nic, b: nic } });
        const without = await check("Domain", { interfaces: { b: nic } }, { olds });
        expect(slotsOf(without.plain)).toEqual({ b: 4 });
        const next = await check(
            "Domain",
            { interfaces: { c: nic, b: nic } },
            { olds: without.inputs },
        );
        expect(slotsOf(next.plain)).toEqual({ c: 3, b: 4 });
    });

    test("differ for a disk and an interface of the same name", async () => {
        const { plain } = await check("Domain", {
            interfaces: { vda: nic },
            disks: { vda: virtio },
        });
        const { disks, interfaces } = Domain.inputs.parse(plain);
        expect([interfaces["vda"]?.pciSlot, disks["vda"]?.pciSlot]).toEqual([3, 4]);
    });

    test("may run out, which is a failure of the device without one", async () => {
        const names = Array.from({ length: 25 }, (_, index) => [`n${index}`, nic] as const);
        const { failures } = await check("Domain", {
            interfaces: Object.fromEntries(names),
            disks: { vda: virtio },
        });
        expect(failures).toEqual([
            {
                property: "disks.vda.pciSlot",
                reason: "must be one of 3 to 27, which are all in use [no-free-slot]",
            },
        ]);
    });
});

test("derives the MAC address of a network's bridge from its UUID and keeps it", async () => {
    const { inputs: olds, plain } = await check("Network", {});
    expect(plain["macAddress"]).toBe(macFrom(v5(urnOf("Network"), OWNER), "bridge"));
    const uuid = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
    const later = await check("Network", { uuid }, { olds });
    expect(later.plain["macAddress"]).toBe(plain["macAddress"]);
});

test("derives the same values from a seed in all releases", () => {
    expect(digitsOf("a", 1, null)).toBe("0ae764bf");
    expect([macFrom("seed", "lan"), serialFrom("seed", "hda")]).toEqual([
        "52:54:00:18:47:85",
        "HD5DD40FC5",
    ]);
    expect([digitsOf("a", [UNKNOWN]), macFrom(UNKNOWN, "a"), serialFrom(UNKNOWN, "a")]).toEqual([
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
    ]);
});
