import { parseOsRelease } from "../../tools/lab/distribution.mjs";

const osRelease = (id: string, version: string) =>
    `PRETTY_NAME="${id} of the test"\nID=${id}\nVERSION_ID="${version}"\nHOME_URL="https://x.test/"\n`;

test.each([
    ["debian", "12", true],
    ["debian", "13", true],
    ["debian", "11", false],
    ["ubuntu", "24.04", false],
    ["fedora", "42", false],
])("of %s %s, the packages are known: %s", (id, version, hasOurPackages) => {
    expect(parseOsRelease(osRelease(id, version))).toEqual({
        name: `${id} of the test`,
        hasOurPackages,
    });
});

test("takes a Debian without a version, which is testing or unstable", () => {
    expect(parseOsRelease("PRETTY_NAME='Debian sid'\nID=debian\n")).toEqual({
        name: "Debian sid",
        hasOurPackages: true,
    });
});

test("falls back to the short name", () => {
    expect(parseOsRelease("ID=arch\n")).toEqual({ name: "arch", hasOurPackages: false });
});
