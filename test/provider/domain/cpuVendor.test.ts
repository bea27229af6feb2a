import { check } from "../checked";

const vendorOf = async (news: object, olds = {}) =>
    (await check("Domain", { ...news }, { olds })).plain["cpuVendorId"];

const born = async (news: object) => (await check("Domain", { ...news })).inputs;

/** As what was made before there was such a field. */
async function bornWithout(news: object) {
    const { cpuVendorId: _none, ...olds } = await born(news);
    return olds;
}

test.each([
    [{}, "AuthenticAMD"],
    [{ cpuModel: "qemu32" }, "GenuineIntel"],
    [{ cpuModel: "pentium3" }, undefined],
    [{ cpuVendorId: "GenuineIntel" }, "GenuineIntel"],
])("a new domain %j has %s", async (news, vendor) => {
    expect(await vendorOf(news)).toBe(vendor);
});

test("a domain that was made without one stays without", async () => {
    expect(await vendorOf({}, await bornWithout({}))).toBeUndefined();
});

test("the vendor of birth stays", async () => {
    expect(await vendorOf({}, await born({}))).toBe("AuthenticAMD");
    const given = { cpuVendorId: "GenuineIntel" };
    expect(await vendorOf(given, await born({}))).toBe("GenuineIntel");
});

test("another model brings its own vendor, one that is not known none", async () => {
    expect(await vendorOf({ cpuModel: "kvm32" }, await born({}))).toBe("GenuineIntel");
    expect(await vendorOf({ cpuModel: "pentium3" }, await born({}))).toBeUndefined();
    expect(await vendorOf({ cpuModel: "qemu32" }, await bornWithout({}))).toBe("GenuineIntel");
});
