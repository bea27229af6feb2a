import { u32le, u64le, vdiBytes } from "./headers";
import {
    damaged,
    DIFFERENCES,
    expectRefused,
    inParts,
    lacks,
    sized,
    unsupported,
} from "./refusals";

describe("vdi inspection refuses", () => {
    test.each<[string, Buffer, string]>([
        ["half a header", vdiBytes().subarray(0, 511), lacks("the end of its header")],
        [
            "version 2",
            vdiBytes([68, u32le(0x20000)]),
            unsupported("vdi", "uses vdi version 0x20000"),
        ],
        ["differences", vdiBytes([76, u32le(4)]), inParts("vdi", DIFFERENCES)],
        ["a link", vdiBytes([424, u32le(1)]), inParts("vdi", DIFFERENCES)],
        ["a parent", vdiBytes([455, Buffer.of(1)]), inParts("vdi", DIFFERENCES)],
        ["an undo image", vdiBytes([76, u32le(3)]), unsupported("vdi", "uses vdi type 3")],
        [
            "other blocks",
            vdiBytes([376, u32le(4096)]),
            unsupported("vdi", "has blocks of 4096 bytes"),
        ],
        ["a small map", vdiBytes([384, u32le(9)]), damaged("its map of blocks is too small")],
        [
            "too many blocks",
            vdiBytes([388, u32le(11)]),
            damaged("it has more blocks than its disk"),
        ],
        [
            "a map behind the end",
            vdiBytes([340, u32le(0xffffffff)]),
            lacks("the end of its map of blocks"),
        ],
        ["a missing block", vdiBytes([388, u32le(2)]), lacks("the end of its last block")],
        ["no size", vdiBytes([368, u64le(0)]), sized(0n)],
    ])("%s", (_what, bytes, message) => expectRefused(bytes, message));
});
