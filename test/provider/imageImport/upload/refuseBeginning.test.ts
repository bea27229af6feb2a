import { refuseBeginning } from "../../../../src/provider/imageImport/upload/refuseBeginning";
import type { StoredFormat } from "../../../../src/provider/imageImport/upload/upload";

const refuse = (file: string, storedAs: StoredFormat, bytes: Buffer) =>
    refuseBeginning({ file, storedAs, beginning: Buffer.alloc(0) }, bytes);

const HEADER = Buffer.concat([Buffer.from("QFI\xfb\0\0\0\x02", "latin1"), Buffer.alloc(40_000)]);

test("refuses a CD whose system area is the header of an image", () => {
    expect(() => refuse("tools.iso", "raw", HEADER)).toThrow(
        '"tools.iso" would be stored unchanged, but begins with the header of format qcow: libvirt would read it as one, and open the files that its header names. Set source.format if it is such an image. Do not use it if it was supposed to be a CD. [image-probed]',
    );
});

test.each([
    ["a blank CD", Buffer.alloc(40_000)],
    ["a bootable CD", Buffer.concat([Buffer.from([0xeb, 0x58, 0x90]), Buffer.alloc(40_000)])],
    ["an empty file", Buffer.alloc(0)],
])("accepts %s", (_what, bytes) => {
    refuse("tools.iso", "raw", bytes);
});

test("accepts an image uploaded in its own format", () => {
    refuse("xp.qcow2", "qcow2", HEADER);
});
