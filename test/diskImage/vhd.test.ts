import { dynamicVhd, fixedVhd, MIB, SECTOR, text, u16be, u32be, u64be } from "./headers";
import {
    damaged,
    DIFFERENCES,
    expectRefused,
    inParts,
    lacks,
    sized,
    unsupported,
} from "./refusals";

const FIXED = 10 * MIB;
const DYNAMIC = 4 * SECTOR;

describe("vhd inspection refuses", () => {
    test.each<[string, Buffer, string]>([
        [
            "a missing footer",
            dynamicVhd().subarray(0, DYNAMIC),
            lacks("the footer that a vhd image has at its end"),
        ],
        ["version 2", fixedVhd([FIXED + 12, u16be(2)]), unsupported("vpc", "uses vhd version 2")],
        ["differences", fixedVhd([FIXED + 60, u32be(4)]), inParts("vpc", DIFFERENCES)],
        ["another type", fixedVhd([FIXED + 60, u32be(5)]), unsupported("vpc", "is of vhd type 5")],
        ["a missing beginning", fixedVhd().subarray(1), lacks("the end of its disk")],
        ["no size", fixedVhd([FIXED + 48, u64be(0)]), sized(0n)],
        ["no second header", dynamicVhd([512, text("x")]), damaged("its second header is missing")],
        [
            "a second header far away",
            dynamicVhd([DYNAMIC + 16, u64be(2n ** 63n)]),
            lacks("the end of its second header"),
        ],
        [
            "a small table",
            dynamicVhd([512 + 28, u32be(4)]),
            damaged("its table of blocks is too small"),
        ],
        [
            "a table behind the end",
            dynamicVhd([512 + 16, u64be(2559)]),
            lacks("the end of its table of blocks"),
        ],
        ["a parent", dynamicVhd([512 + 40, Buffer.of(1)]), inParts("vpc", "it names a parent")],
        [
            "a parent locator",
            dynamicVhd([512 + 576, text("W2ku")]),
            inParts("vpc", "it names a parent"),
        ],
    ])("%s", (_what, bytes, message) => expectRefused(bytes, message));
});
