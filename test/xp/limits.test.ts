import { OVERHEAD_MIB, tooTight } from "../../src/xp/limits";

test("a limit of memory leaves QEMU its room", () => {
    expect(tooTight({}, 256)).toEqual([]);
    expect(tooTight({ memoryMiB: 256 + OVERHEAD_MIB }, 256)).toEqual([]);
    expect(tooTight({ memoryMiB: 255 + OVERHEAD_MIB }, 256)).toEqual([
        {
            path: ["memoryMiB"],
            message:
                "must be 1536 or more for a machine of 256 MiB: QEMU needs memory too, and beyond the limit the kernel kills it [memory-limit-too-low]",
        },
    ]);
});
