import { parsePackageList } from "../../tools/lab/aptPackages.mjs";

test("reads a package a line, without comments and blanks", () => {
    const text = "# boots it\nsyslinux\n\n  mtools # copies into FAT\ncpio";
    expect(parsePackageList(text)).toEqual(["syslinux", "mtools", "cpio"]);
});
