/** TXTSETUP.OEM of virtio-win's floppy, as its recipe writes it, except 32-bit Windows 2003's drivers. */
export const VIRTIO_TXTSETUP = [
    "[Disks]",
    'd1 = "OEM DISK (SCSI) WinXP/32-bit",\\disk1,\\i386\\WinXP',
    'd3 = "OEM DISK (SCSI) Win2003/64-bit",\\disk1,\\amd64\\Win2003',
    "",
    "[Defaults]",
    "SCSI = WXP32",
    "",
    "[scsi]",
    'WXP32  = "Red Hat VirtIO SCSI Disk Device WinXP/32-bit"',
    'WNET64 = "Red Hat VirtIO BLOCK Disk Device Win2003/64-bit"',
    "",
    "[Files.scsi.WXP32]",
    "driver = d1, viostor.sys, viostor",
    "inf    = d1, viostor.inf",
    "catalog= d1, viostor.cat",
    "",
    "[Files.scsi.WNET64]",
    "driver = d3, viostor.sys, viostor",
    "inf    = d3, viostor.inf",
    "",
    "[HardwareIds.scsi.WXP32]",
    'id = "PCI\\VEN_1AF4&DEV_1001&SUBSYS_00000000", "viostor"',
    'id = "PCI\\VEN_1AF4&DEV_1001&SUBSYS_00021AF4", "viostor"',
    "",
    "[HardwareIds.scsi.WNET64]",
    'id = "PCI\\VEN_1AF4&DEV_1001&SUBSYS_00021AF4", "viostor"',
    "",
    "[Config.WXP32]",
    "value = parameters\\PnpInterface,5,REG_DWORD,1",
    "",
    "[Config.viostor]",
    "value = parameters\\PnpInterface,5,REG_DWORD,1",
    "",
].join("\r\n");

/** The part of a driver that has its architecture. */
export function driverFile(machine: number): Buffer {
    const file = Buffer.alloc(0x48);
    file.write("MZ", 0, "latin1");
    file.writeUInt32LE(0x40, 0x3c);
    file.write("PE\0\0", 0x40, "latin1");
    file.writeUInt16LE(machine, 0x44);
    return file;
}

export const I386 = 0x14c;
export const AMD64 = 0x8664;
