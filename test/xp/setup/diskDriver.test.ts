import { bitsOfDriver, diskDriverOf } from "../../../src/xp/setup/diskDriver";
import { AMD64, driverFile, I386, VIRTIO_TXTSETUP } from "./virtioFloppy";

const XP = { edition: "professional" } as const;
const X64 = { edition: "professional-x64" } as const;

const read = (text = VIRTIO_TXTSETUP, asked: Parameters<typeof diskDriverOf>[1] = XP) => {
    const driver = diskDriverOf(text, asked);
    if (typeof driver === "string") throw new Error(driver);
    return driver;
};

test("makes virtio-win's floppy a virtio driver with its files in one folder", () => {
    const { bus, driver, files, txtsetup } = read();
    expect([bus, driver]).toEqual(["virtio", "virtio-blk"]);
    expect(Object.fromEntries(files)).toEqual({
        DISK1: ["disk1"],
        "VIOSTOR.SYS": ["i386", "WinXP", "viostor.sys"],
        "VIOSTOR.INF": ["i386", "WinXP", "viostor.inf"],
        "VIOSTOR.CAT": ["i386", "WinXP", "viostor.cat"],
    });
    expect(txtsetup).toEqual([
        "[Disks]",
        'd1 = "OEM DISK (SCSI) WinXP/32-bit",\\disk1,\\',
        "",
        "[Defaults]",
        "scsi = WXP32",
        "",
        "[scsi]",
        'WXP32  = "Red Hat VirtIO SCSI Disk Device WinXP/32-bit"',
        "",
        "[Files.scsi.WXP32]",
        "driver = d1, viostor.sys, viostor",
        "inf    = d1, viostor.inf",
        "catalog= d1, viostor.cat",
        "",
        "[HardwareIds.scsi.WXP32]",
        'id = "PCI\\VEN_1AF4&DEV_1001&SUBSYS_00000000", "viostor"',
        'id = "PCI\\VEN_1AF4&DEV_1001&SUBSYS_00021AF4", "viostor"',
        "",
        "[Config.viostor]",
        "value = parameters\\PnpInterface,5,REG_DWORD,1",
        "",
    ]);
});

test("uses Server 2003's driver for x64 Edition, and a requested driver instead", () => {
    expect(read(VIRTIO_TXTSETUP, X64).files.get("VIOSTOR.SYS")).toEqual([
        "amd64",
        "Win2003",
        "viostor.sys",
    ]);
    expect(read(VIRTIO_TXTSETUP, { ...X64, id: "wxp32" }).txtsetup).toContain("scsi = WXP32");
});

test("uses another floppy's default driver, and AHCI for SATA", () => {
    const text = VIRTIO_TXTSETUP.replaceAll("WXP32", "iaStor")
        .replace("WNET64", "other")
        .replaceAll("VEN_1AF4&DEV_1001&SUBSYS_00021AF4", "VEN_8086&DEV_2922&CC_0106");
    const { bus, driver, txtsetup } = read(text);
    expect([bus, driver]).toEqual(["sata", "ahci"]);
    expect(txtsetup).toContain("scsi = iaStor");
});

const without = (line: string) => VIRTIO_TXTSETUP.replace(line, "");

test.each([
    [without("[scsi]"), "has no section [scsi]"],
    [without("[Disks]"), "has no section [Disks]"],
    [without("[Defaults]"), "has no section [Defaults]"],
    [without("driver = d1, viostor.sys, viostor"), "has no driver in [Files.scsi.WXP32]"],
    [VIRTIO_TXTSETUP.replace("d1, viostor.inf", "d9, viostor.inf"), 'has no disk "d9" in [Disks]'],
    [
        VIRTIO_TXTSETUP.replaceAll("DEV_1001", "DEV_1004"),
        "has no id of virtio-blk or of AHCI (ICH9) in [HardwareIds.scsi.WXP32]",
    ],
    [
        VIRTIO_TXTSETUP.replace("inf    = d1, viostor.inf", "inf = d3, viostor.sys"),
        "needs two files of the name VIOSTOR.SYS",
    ],
])("refuses a file that setup cannot use, with the reason", (text, why) => {
    expect(diskDriverOf(text, XP)).toBe(why);
});

test("reports a missing driver and lists the existing ones", () => {
    const names = "in [scsi], only WXP32, WNET64";
    expect(diskDriverOf(VIRTIO_TXTSETUP, { ...XP, id: "WXP" })).toBe(
        `has no driver "WXP" ${names}`,
    );
    const other = VIRTIO_TXTSETUP.replace("WXP32  =", "A =").replace("SCSI = WXP32", "SCSI = B");
    expect(diskDriverOf(other, XP)).toBe('has no driver "B" in [scsi], only A, WNET64');
});

test("reads a driver's bits from its header", () => {
    expect(bitsOfDriver(driverFile(I386))).toBe(32);
    expect(bitsOfDriver(driverFile(AMD64))).toBe(64);
    expect(bitsOfDriver(driverFile(0x1c0))).toBeUndefined();
    expect(bitsOfDriver(Buffer.from("MZ"))).toBeUndefined();
    const outside = driverFile(I386);
    outside.writeUInt32LE(0xffffffff, 0x3c);
    expect(bitsOfDriver(outside)).toBeUndefined();
});
