import { guestWritten } from "../../../src/xml/domain/guestWritten";
import { parse } from "../../../src/xml/tree/parse";

const filesOf = (devices: string) =>
    guestWritten(parse(`<domain><devices>${devices}</devices></domain>`));

const disk = (device: string, type: string, rest = "") =>
    `<disk device='${device}'><driver type='${type}'/><source file='/f'/>${rest}</disk>`;

test.each<[string, string, string[]]>([
    ["a raw disk", disk("disk", "raw"), ["/f"]],
    ["a disk of which nothing is said", "<disk><source file='/f'/></disk>", ["/f"]],
    ["a floppy", disk("floppy", "raw"), ["/f"]],
    ["a write-protected floppy", disk("floppy", "raw", "<readonly/>"), []],
    ["a CD", disk("cdrom", "raw", "<readonly/>"), []],
    ["a qcow2 disk", disk("disk", "qcow2"), []],
    ["a log", "<serial type='pty'><log file='/l'/></serial>", ["/l"]],
    ["a port into a file", "<parallel type='file'><source path='/p'/></parallel>", ["/p"]],
    ["memory that is a file", "<memory><source><path>/n</path></source></memory>", ["/n"]],
    ["a crash log", "<pstore><path>/c</path></pstore>", ["/c"]],
    ["a shared folder", "<filesystem><source dir='/s'/></filesystem>", ["/s/"]],
    ["one to read", "<filesystem><source dir='/s'/><readonly/></filesystem>", []],
    ["a port without a log", "<serial type='pty'/>", []],
])("%s", (_what, devices, files) => {
    expect(filesOf(devices)).toEqual(files);
});

test.each([
    ["in their element", "/v"],
    ["as a source", "<source file='/v'/>"],
])("includes firmware variables, %s", (_how, inside) => {
    const os = `<domain><os><nvram>${inside}</nvram></os></domain>`;
    expect(guestWritten(parse(os))).toEqual(["/v"]);
});
