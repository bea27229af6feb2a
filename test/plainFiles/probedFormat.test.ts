import { probedFormat } from "../../src/plainFiles";

test.each([
    ["QFI\xfb\0\0\0\x01", "qcow"],
    ["QFI\xfb\0\0\0\x03", "qcow"],
    ["QED\0", "qed"],
    ["KDMV", "vmdk"],
    ["conectix", "vpc"],
    [`${"\0".repeat(64)}\x7f\x10\xda\xbe`, "vdi"],
    ["LUKS\xba\xbe", "luks"],
])("%j is a mark", (head, format) => {
    expect(probedFormat(Buffer.from(head, "latin1"))).toBe(format);
});

test.each(["", "QFI", " QFI\xfb", "\xeb\x58\x90MSDOS5.0", "\0".repeat(4096)])(
    "%j is none",
    (head) => {
        expect(probedFormat(Buffer.from(head, "latin1"))).toBeUndefined();
    },
);
