import { check } from "../checked";

const vendorOf = async (news: object, olds = {}) =>
    (await check("Domain", { ...news }, { olds })).plain["cpuVendorId"];

const created = async (news: object) => (await check("Domain", { ...news })).inputs;

/** Like a domain from before the field existed. */
async function createdWithout(news: object) {
    const { cpuVendorId: _none, ...olds } = await created(news);
    return olds;
}

test.each([
    [{}, "AuthenticAMD"],
    [{ cpuModel: "qemu32" }, "GenuineIntel"],
    [{ cpuModel: "pentium3" }, undefined],
    [{ cpuVendorId: "GenuineIntel" }, "GenuineIntel"],
])("gives a new domain %j the vendor %s", async (news, vendor) => {
    expect(await vendorOf(news)).toBe(vendor);
});

test("leaves an existing domain without a vendor", async () => {
    expect(await vendorOf({}, await createdWithout({}))).toBeUndefined();
});

test("keeps the vendor chosen at creation", async () => {
    expect(await vendorOf({}, await created({}))).toBe("AuthenticAMD");
    const given = { cpuVendorId: "GenuineIntel" };
    expect(await vendorOf(given, await created({}))).toBe("GenuineIntel");
});

test("chooses the vendor of a new model, and none for an unknown one", async () => {
    expect(await vendorOf({ cpuModel: "kvm32" }, await created({}))).toBe("GenuineIntel");
    expect(await vendorOf({ cpuModel: "pentium3" }, await created({}))).toBeUndefined();
    expect(await vendorOf({ cpuModel: "qemu32" }, await createdWithout({}))).toBe("GenuineIntel");
});
