import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { casesOf, GOLDENS } from "./goldens";

/** Names of libvirt's own schemas (/usr/share/libvirt/schemas) by the goldens' folder. */
const SCHEMAS = [
    ["domain", "domain"],
    ["machine", "domain"],
    ["network", "network"],
    ["network-filter", "nwfilter"],
    ["pool", "storagepool"],
    ["secret", "secret"],
    ["volume", "storagevol"],
] as const;

const cases = SCHEMAS.flatMap(([object, schema]) =>
    casesOf(object).map((name) => [object, name, schema] as const),
);

test.each(cases)("makes %s %s valid by libvirt's schema", (object, name, schema) => {
    const file = join(GOLDENS, object, name, "expected.xml");
    const { status, stderr } = spawnSync("virt-xml-validate", [file, schema], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: `${file} validates\n` });
});
