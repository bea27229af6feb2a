import * as fc from "fast-check";
import { Domain } from "../../src/schema/domain/domain";
import { unusedFields } from "../integration/support/domain/unusedFields";
import { arbitraryDomain } from "./arbitraryDomain";

test("some domain has each field", () => {
    expect(unusedFields(Domain.inputs, fc.sample(arbitraryDomain(), 200))).toEqual([]);
});
