import { Libvirt } from "../../../src/libvirt";
import { openHost } from "../../../src/provider/plugin/host";
import { fakeLibvirt } from "../fakeLibvirt";

afterEach(() => {
    jest.restoreAllMocks();
});

function hostOf(library: bigint, type: string, hypervisor: bigint) {
    const { libvirt } = fakeLibvirt({
        connectGetLibVersion: () => library,
        connectGetType: () => type,
        connectGetVersion: () => hypervisor,
    });
    jest.spyOn(Libvirt, "open").mockResolvedValue(libvirt);
    return libvirt;
}

test.each([
    [9_000_000n, "QEMU", 7_002_000n],
    [11_001_000n, "QEMU", 10_000_001n],
    [9_000_000n, "TEST", 2n],
])("accepts libvirt %s with %s %s", async (library, type, hypervisor) => {
    const libvirt = hostOf(library, type, hypervisor);
    expect(await openHost("qemu:///system")).toBe(libvirt);
});

test.each([
    [
        8_010_000n,
        8_000_000n,
        "The host runs libvirt 8.10.0, which is not supported. Upgrade it to 9.0.0 or newer. [host-too-old]",
    ],
    [
        9_000_000n,
        7_001_009n,
        "The host runs QEMU 7.1.9, which is not supported. Upgrade it to 7.2.0 or newer. [host-too-old]",
    ],
])("refuses libvirt %s with QEMU %s", async (library, hypervisor, text) => {
    hostOf(library, "QEMU", hypervisor);
    await expect(openHost("qemu:///system")).rejects.toThrow(new Error(text));
});
