import * as fc from "fast-check";
import type { z } from "zod";
import { Domain } from "../../src/schema/domain/domain";
import { Network } from "../../src/schema/network/network";
import { NetworkFilter } from "../../src/schema/network/networkFilter";
import { Pool } from "../../src/schema/pool";
import { unusedFields } from "../integration/support/domain/unusedFields";
import { arbitraryDomain } from "./arbitraryDomain";
import { arbitraryFilter, arbitraryNetwork, arbitraryPool } from "./arbitraryNetwork";

/**
 * What is drawn here is written as XML, read back and compared (test/xml), so that a field that a writer or a reader
 * forgets fails there. Fields that libvirt keeps outside the XML, or does not know, are named here.
 */
const DRAWN: [string, z.ZodType, fc.Arbitrary<unknown>, string[]][] = [
    ["domain", Domain.inputs, arbitraryDomain(), []],
    ["network", Network.inputs, arbitraryNetwork, [".autostart", ".active"]],
    ["pool", Pool.inputs, arbitraryPool, [".autostart", ".active", ".accept"]],
    ["network filter", NetworkFilter.inputs, arbitraryFilter, []],
];

test.each(DRAWN)("draws some %s with each field", (_name, schema, arbitrary, outsideXml) => {
    expect(unusedFields(schema, fc.sample(arbitrary, 200))).toEqual(outsideXml);
});
