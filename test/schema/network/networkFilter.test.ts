import { failuresOf } from "../../../src/schema/core/failures";
import { NetworkFilter } from "../../../src/schema/network/networkFilter";

const rule = { action: "drop", direction: "inout", protocol: "mac" };
const check = (match: object) =>
    failuresOf(NetworkFilter.inputs, [], { rules: [{ ...rule, match }] }, () => false);

test("takes the attributes of a protocol", () => {
    expect(check({ srcmacaddr: "$MAC", dstipmask: "24" })).toEqual([]);
});

test.each(["", "a b", "x='1' y", "Upper", "1st"])(
    'refuses "%s" as an attribute\'s name',
    (name) => {
        expect(check({ [name]: "1" })).toEqual([
            {
                property: `rules[0].match.${name}`,
                reason: "has an invalid name: it must be lower-case letters and digits [malformed-name]",
            },
        ]);
    },
);
