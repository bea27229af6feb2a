import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readDiskDriver } from "../../../src/components/install/diskDriver";
import { AMD64, driverFile, I386, VIRTIO_TXTSETUP } from "../../xp/setup/virtioFloppy";

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-driver-"));
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

function put(files: Readonly<Record<string, string | Buffer>>): void {
    for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
    }
}

const FLOPPY = {
    "txtsetup.oem": VIRTIO_TXTSETUP,
    disk1: "",
    "I386/WINXP/viostor.sys": driverFile(I386),
    "I386/WINXP/viostor.inf": "an inf",
    "I386/WINXP/viostor.cat": "a catalogue",
};

const read = (id?: string) => readDiskDriver("professional", { folder, id });

const findings = (why: string) => [
    {
        path: ["diskDriver"],
        message: `must be a folder with the content of an "F6" driver floppy, but "${folder}" ${why} [disk-driver-unfit]`,
    },
];

test("brings its files onto the floppy, a character a byte", () => {
    put(FLOPPY);
    const { findings: none, found } = read();
    expect(none).toEqual([]);
    expect([found?.bus, found?.driver]).toEqual(["virtio", "virtio-blk"]);
    const { "TXTSETUP.OEM": txtsetup, ...files } = found?.floppyFiles ?? {};
    expect(txtsetup).toContain("[Defaults]\r\nscsi = WXP32\r\n");
    expect(files).toEqual({
        DISK1: "",
        "VIOSTOR.SYS": driverFile(I386).toString("latin1"),
        "VIOSTOR.INF": "an inf",
        "VIOSTOR.CAT": "a catalogue",
    });
});

test("nothing that is asked for is nothing, and a wrong shape is told elsewhere", () => {
    expect(readDiskDriver("professional", undefined)).toEqual({ findings: [] });
    expect(readDiskDriver("professional", { folder: 7 })).toEqual({ findings: [] });
});

test.each([
    [{}, 'has no file "TXTSETUP.OEM"'],
    [{ "txtsetup.oem/x": "" }, 'has no file "TXTSETUP.OEM" that fits on a floppy'],
    [{ ...FLOPPY, "txtsetup.oem": "" }, "has no section [Disks] of its TXTSETUP.OEM"],
    [{ "txtsetup.oem": VIRTIO_TXTSETUP }, 'has no file "disk1"'],
    [{ "txtsetup.oem": VIRTIO_TXTSETUP, disk1: "" }, 'has no file "i386\\WinXP\\viostor.sys"'],
    [
        { ...FLOPPY, "I386/WINXP/viostor.sys": driverFile(AMD64) },
        "has a VIOSTOR.SYS for 64 bit, and the edition is for 32",
    ],
    [
        { ...FLOPPY, "I386/WINXP/viostor.sys": "no driver" },
        "has a VIOSTOR.SYS that is no driver of Windows",
    ],
    [
        {
            ...FLOPPY,
            "txtsetup.oem": VIRTIO_TXTSETUP.replace("viostor.inf", "viostor-long.inf"),
            "I386/WINXP/viostor-long.inf": "",
        },
        "needs VIOSTOR-LONG.INF, a name that no floppy has",
    ],
])("what setup would refuse is refused before: %#", (files, why) => {
    put(files);
    expect(read()).toEqual({ findings: findings(why) });
});

// Beside the folder, and with a name that begins like its own.
test.each([
    ["disk1", "/disk1", "disk1"],
    ["I386/WINXP/viostor.inf", "/viostor.inf", "i386\\WinXP\\viostor.inf"],
    ["I386/WINXP", "", "i386\\WinXP\\viostor.sys"],
])("a link %s leads nowhere out of the folder", (place, target, told) => {
    put(FLOPPY);
    const outside = `${folder}-outside`;
    mkdirSync(outside);
    for (const name of ["disk1", "viostor.inf", "viostor.cat"]) {
        writeFileSync(join(outside, name), "a");
    }
    writeFileSync(join(outside, "viostor.sys"), driverFile(I386));
    rmSync(join(folder, place), { recursive: true });
    symlinkSync(`${outside}${target}`, join(folder, place));
    const found = read();
    rmSync(outside, { recursive: true });
    expect(found).toEqual({ findings: findings(`has a link "${told}" that leads out of it`) });
});

test("a link within the folder is followed", () => {
    put({ ...FLOPPY, elsewhere: "an inf" });
    rmSync(join(folder, "I386/WINXP/viostor.inf"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "I386/WINXP/viostor.inf"));
    expect(read().found?.floppyFiles["VIOSTOR.INF"]).toBe("an inf");
});

test("a folder that is none is told", () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "");
    expect(read()).toEqual({ findings: findings(`cannot be read: "${folder}" is no folder`) });
});

test("more than a floppy has room for is told with the numbers", () => {
    put({ ...FLOPPY, "I386/WINXP/viostor.cat": Buffer.alloc(1_457_664) });
    const [found] = read().findings;
    expect(found?.path).toEqual(["diskDriver"]);
    expect(found?.message).toMatch(
        /^must fit on a floppy of 1\.44 MB: 5 files \(at most 224\) need 14\d{5} bytes \(at most 1457664\) \[floppy-full\]$/,
    );
});
