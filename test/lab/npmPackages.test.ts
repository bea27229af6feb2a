import { describeMissing, outdatedPackages } from "../../tools/lab/npmPackages.mjs";

const wanted = {
    packages: {
        "": { version: "1.0.0" },
        "node_modules/zod": { version: "4.0.0" },
        "node_modules/a/node_modules/zod": { version: "3.0.0" },
        "node_modules/for-another-system": { version: "1.0.0", optional: true },
        "node_modules/@pulumi/libvirt": { link: true },
        "sdks/libvirt": { version: "1.0.0" },
    },
};

test("finds nothing outdated when everything is there but optional packages", () => {
    const { "node_modules/for-another-system": _optional, ...packages } = wanted.packages;
    expect(outdatedPackages(wanted, { packages })).toEqual([]);
});

test("finds another version, a copy in place of a link, and what is not there", () => {
    const packages = {
        "node_modules/zod": { version: "4.0.1" },
        "node_modules/@pulumi/libvirt": { version: "0.5.4" },
    };
    expect(outdatedPackages(wanted, { packages })).toEqual(["zod", "zod", "@pulumi/libvirt"]);
});

test("counts many and names few", () => {
    expect(describeMissing(["a", "b"])).toEqual(["a", "b"]);
    expect(describeMissing(["a", "b", "c", "d"])).toEqual(["4 packages of npm-shrinkwrap.json"]);
});
