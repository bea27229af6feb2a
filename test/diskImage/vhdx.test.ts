import { text, u32le, u64le, VHDX, vhdxBytes } from "./headers";
import { damaged, DIFFERENCES, expectRefused, inParts, lacks, sized } from "./refusals";

describe("vhdx inspection refuses", () => {
    test.each<[string, Buffer, string]>([
        ["what ends early", vhdxBytes().subarray(0, VHDX.regions), lacks("the end of its tables")],
        ["no regions", vhdxBytes([VHDX.regions, text("x")]), damaged("its regi table is missing")],
        [
            "no metadata region",
            vhdxBytes([VHDX.regions + 16, text("x")]),
            damaged("its metadata is incomplete"),
        ],
        [
            "metadata far away",
            vhdxBytes([VHDX.regions + 32, u64le(2n ** 60n)]),
            lacks("the end of its tables"),
        ],
        [
            "no size",
            vhdxBytes([VHDX.metadata + 64, text("x")]),
            damaged("its metadata is incomplete"),
        ],
        [
            "a size behind the end",
            vhdxBytes([VHDX.metadata + 80, u32le(0xffffffff)]),
            lacks("the end of its metadata"),
        ],
        ["a size of nothing", vhdxBytes([VHDX.values + 8, u64le(0)]), sized(0n)],
        ["differences", vhdxBytes([VHDX.values + 4, u32le(2)]), inParts("vhdx", DIFFERENCES)],
    ])("%s", (_what, bytes, message) => expectRefused(bytes, message));
});
