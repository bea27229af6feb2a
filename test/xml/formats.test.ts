import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { join } from "node:path";
import { BEYOND } from "../../src/schema/core/accept";
import { Domain } from "../../src/schema/domain/domain";
import { domainXml } from "../../src/xml/domain/write/domain";
import { parse } from "../../src/xml/tree/parse";
import { urnOf } from "../provider/checked";
import { arbitraryDomain } from "../schema/arbitraryDomain";
import { casesOf, checked, GOLDENS } from "./goldens";
import { chainsWithoutEnd, imagesWithoutFormat } from "./probed";

const mark = { token: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", urn: urnOf("Domain") };

test("leaves no image format and no end of a chain to be probed", async () => {
    await fc.assert(
        fc.asyncProperty(arbitraryDomain(), async (inputs) => {
            const news = { ...inputs, accept: BEYOND };
            const domain = Domain.inputs.parse((await checked("Domain", news)).plain);
            const xml = domainXml(domain, { type: "qemu", mark });
            expect([...imagesWithoutFormat(xml), ...chainsWithoutEnd(xml)]).toEqual([]);
        }),
        { numRuns: 200 },
    );
});

test("leaves no format of a volume or its backing volume to be probed", () => {
    const volumes = casesOf("volume").map((name) =>
        parse(readFileSync(join(GOLDENS, "volume", name, "expected.xml"), "utf8")),
    );
    const open = volumes.flatMap((volume) =>
        volume.children.filter(
            (child) =>
                typeof child !== "string" &&
                ["target", "backingStore"].includes(child.name) &&
                !child.children.some((one) => typeof one !== "string" && one.name === "format"),
        ),
    );
    expect(open).toEqual([]);
});

test("finds images without a format and chains without an end", () => {
    const disk = (inner: string) =>
        parse(
            `<domain><devices><disk device='disk'><source file='/a'/>${inner}<target dev='hda'/></disk></devices></domain>`,
        );
    expect(imagesWithoutFormat(disk("<backingStore/>"))).toEqual(["/a"]);
    const below = "<driver type='qcow2'/><backingStore><source file='/b'/></backingStore>";
    expect(imagesWithoutFormat(disk(below))).toEqual(["/b"]);
    expect(chainsWithoutEnd(disk(below))).toEqual(["hda"]);
});
