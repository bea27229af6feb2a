import * as fc from "fast-check";
import { Domain } from "../../../src/schema/domain/domain";
import { CONTAINERS, modelledAs } from "../../../src/schema/domain/modelledXml";
import { domainXml } from "../../../src/xml/domain/write/domain";
import { elements } from "../../../src/xml/tree/children";
import type { Element } from "../../../src/xml/tree/element";
import { typeOf } from "../../xml/said";
import { arbitraryDomain } from "../arbitraryDomain";

/** Elements that fields become and that programs may write, too, each with what keeps the two apart. */
const SHARED = {
    "/domain/cputune": "validateLimitsNotExtra",
    "/domain/devices/controller": "controllers of other indexes are merged",
    "/domain/iothreads": "validateLimitsNotExtra",
    "/domain/memoryBacking": "merged: sharePages is one element in it",
    "/domain/memtune": "validateLimitsNotExtra",
    "/domain/qemu:commandline": "validateCaptureNotExtra",
    "/domain/qemu:override": "validateCaptureNotExtra",
};

const mark = { token: "00000000-0000-4000-8000-000000000000", urn: "urn:pulumi:one" };

/** Paths of the elements that the table of modelled ones does not name. */
function unnamed(parent: string, element: Element): string[] {
    return elements(element).flatMap((child) => {
        const at = `${parent}/${child.name}`;
        if (modelledAs(parent, child) !== undefined) return [];
        return CONTAINERS.has(at) ? unnamed(at, child) : [at];
    });
}

test("names every element that a domain's fields become", () => {
    const domains = fc.sample(arbitraryDomain(), 150).map((inputs) => Domain.inputs.parse(inputs));
    const found = domains.flatMap((domain) =>
        unnamed("/domain", domainXml(domain, { type: typeOf(domain), mark })),
    );
    expect([...new Set(found)].sort()).toEqual(Object.keys(SHARED));
});
