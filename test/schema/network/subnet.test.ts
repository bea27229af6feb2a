import {
    addressAt,
    broadcastOf,
    networkOf,
    overlap,
    subnetOf,
} from "../../../src/schema/network/subnet";

test.each([
    ["10.64.3.0", 1, "10.64.3.1"],
    ["10.64.3.255", 1, "10.64.4.0"],
    ["10.64.4.0", -1, "10.64.3.255"],
    ["0.0.0.0", 2 ** 32 - 1, "255.255.255.255"],
])("%s and %d is %s", (address, offset, sum) => {
    expect(addressAt(address, offset)).toBe(sum);
});

test.each([
    ["10.64.3.7", 24, "10.64.3.0", "10.64.3.255"],
    ["10.64.3.7", 30, "10.64.3.4", "10.64.3.7"],
    ["10.64.3.7", 8, "10.0.0.0", "10.255.255.255"],
])("the subnet of %s/%d goes from %s to %s", (address, prefixLength, first, last) => {
    expect(networkOf(address, prefixLength)).toBe(first);
    expect(broadcastOf(address, prefixLength)).toBe(last);
    expect(subnetOf(address, prefixLength)).toBe(`${first}/${prefixLength}`);
});

test.each([
    ["10.64.3.0/24", "10.64.3.0/24", true],
    ["10.64.3.0/24", "10.64.3.128/25", true],
    ["10.64.3.128/25", "10.64.3.0/24", true],
    ["10.64.3.0/24", "10.64.4.0/24", false],
    ["10.64.3.0/25", "10.64.3.128/25", false],
])("%s and %s share an address: %s", (one, other, answer) => {
    expect(overlap(one, other)).toBe(answer);
});
