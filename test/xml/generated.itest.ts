import * as fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "../fastCheck";
import { Domain } from "../../src/schema/domain/domain";
import { domainXml } from "../../src/xml/domain/write/domain";
import { NetworkFilter } from "../../src/schema/network/networkFilter";
import { print } from "../../src/xml/tree/element";
import { networkFilterXml } from "../../src/xml/network/networkFilter";
import { REACHES, reachRules } from "../../src/xp/reach/reach";
import { urnOf } from "../provider/checked";
import { arbitraryDomain } from "../schema/arbitraryDomain";
import { checked } from "./goldens";

const mark = { token: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", urn: urnOf("Domain") };

const folder = mkdtempSync(join(tmpdir(), "xplab-generated-"));

afterAll(() => rmSync(folder, { recursive: true }));

test("makes 200 random domains that libvirt's schema accepts", async () => {
    const all = fc.sample(arbitraryDomain(), 200);
    const files = await Promise.all(
        all.map(async (inputs, index) => {
            const domain = Domain.inputs.parse((await checked("Domain", { ...inputs })).plain);
            const file = join(folder, `${index}.xml`);
            writeFileSync(file, print(domainXml(domain, { type: "qemu", mark })));
            return file;
        }),
    );
    expectValid(files, "domain");
});

test("makes filters of every reach that libvirt's schema accepts", () => {
    const ends = {
        hostAddress: "10.64.3.1",
        hostMac: "52:54:00:00:00:01",
        subnet: "10.64.3.0/24",
        closed: ["10.0.0.0/8"],
        resolver: true,
        hostMacs: ["02:00:00:00:00:07"],
    };
    const files = REACHES.map((reach) => {
        const file = join(folder, `${reach}.xml`);
        const rules = reachRules(reach, ends);
        const filter = NetworkFilter.inputs.parse({ name: reach, rules });
        writeFileSync(file, print(networkFilterXml(filter)));
        return file;
    });
    expectValid(files, "nwfilter");
});

function expectValid(files: readonly string[], schema: string): void {
    const path = `/usr/share/libvirt/schemas/${schema}.rng`;
    const { stderr } = spawnSync("xmllint", ["--noout", "--relaxng", path, ...files], {
        encoding: "utf8",
    });
    expect(stderr.trim().split("\n")).toEqual(files.map((file) => `${file} validates`));
}
