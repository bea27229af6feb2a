import { imageInParts, imageUnsupported } from "../../src/errors";

/** The command that an error recommends. */
const commandIn = (error: Error) => /with (?:[\w-]+: )?"(.*)"\. \[/.exec(error.message)?.[1];

test.each([
    [
        "a part of a split disk, by the file that names all parts",
        imageInParts({
            file: "/vm/Windows XP/Windows XP-s001.vmdk",
            format: "vmdk",
            where: "it is a part",
            head: "/vm/Windows XP/Windows XP.vmdk",
        }),
        "qemu-img convert -f vmdk -O qcow2 '/vm/Windows XP/Windows XP.vmdk' xp.qcow2",
    ],
    [
        "a differencing VHD, whose parent QEMU would ignore",
        imageInParts({ file: "XP Mode.vhd", format: "vpc", where: "it names a parent" }),
        "VBoxManage clonemedium disk 'XP Mode.vhd' xp.vdi --format VDI",
    ],
    [
        "a VDI of a version that QEMU cannot read",
        imageUnsupported({ file: "old.vdi", format: "vdi", what: "uses vdi version 1" }),
        "VBoxManage clonemedium disk old.vdi xp.vdi --format VDI",
    ],
    [
        "a name with characters that a shell interprets",
        imageInParts({ file: `it's $HOME;"x".qcow2`, format: "qcow2", where: "it is not" }),
        `qemu-img convert -f qcow2 -O qcow2 'it'\\''s $HOME;"x".qcow2' xp.qcow2`,
    ],
])("gives the command to convert %s", (_what, error, command) => {
    expect(commandIn(error)).toBe(command);
});
