import { isPublic, NOT_PUBLIC } from "../../../src/schema/network/publicIpv4";
import { addressAt, broadcastOf, networkOf } from "../../../src/schema/network/subnet";

test.each(NOT_PUBLIC)("%s is not public, from its first address to its last", (range) => {
    const [address = "", length = ""] = range.split("/");
    const ends = [networkOf, broadcastOf].map((end) => end(address, Number(length)));
    expect(ends.map((end) => isPublic(`${end}/32`))).toEqual([false, false]);
});

test.each(["10.0.0.0", "100.64.0.0", "172.16.0.0", "192.168.0.0", "224.0.0.0"])(
    "what comes before %s is public",
    (address) => {
        expect(isPublic(`${addressAt(address, -1)}/32`)).toBe(true);
    },
);

test("a subnet that holds a public address is public", () => {
    expect(isPublic("0.0.0.0/0")).toBe(true);
    expect(isPublic("44.128.1.0/24")).toBe(true);
});
