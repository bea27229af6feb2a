import { OVERHEAD_MIB, validateLimits } from "../../../src/xp/hardware/limits";

test("requires a memory limit with space for QEMU", () => {
    expect(validateLimits({}, 256)).toEqual([]);
    expect(validateLimits({ memoryMiB: 256 + OVERHEAD_MIB }, 256)).toEqual([]);
    expect(validateLimits({ memoryMiB: 255 + OVERHEAD_MIB }, 256)).toEqual([
        {
            path: ["memoryMiB"],
            message:
                "must be 1536 or more for a machine with 256 MiB: QEMU needs memory too, and the kernel kills it above the limit [memory-limit-too-low]",
        },
    ]);
});
