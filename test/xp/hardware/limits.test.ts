import { OVERHEAD_MIB, validateLimits } from "../../../src/xp/hardware/limits";

test("requires a memory limit with space for QEMU", () => {
    expect(validateLimits({}, 256)).toEqual([]);
    expect(validateLimits({ memoryMiB: 256 + OVERHEAD_MIB }, 256)).toEqual([]);
    expect(validateLimits({ memoryMiB: 255 + OVERHEAD_MIB }, 256)).toEqual([
        {
            path: ["memoryMiB"],
            message:
                "must be 1536 or more for a machine of 256 MiB: QEMU needs memory too, and beyond the limit the kernel kills it [memory-limit-too-low]",
        },
    ]);
});
