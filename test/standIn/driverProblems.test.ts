import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { diskDriverOf } from "../../src/xp/setup/diskDriver";
import { VIRTIO_TXTSETUP } from "../xp/setup/virtioFloppy";

const programs = resolve(__dirname, "../../tools/stand-in/guest/bin");

/** Replaces the guest's functions: the floppy is a folder. */
const DRIVE = '#!/bin/sh\ncd "$FLOPPY" || exit 1\nshift 2\nexec "$@"\n';

let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "driver-problems-"));
    for (const each of ["bin", "floppy", "devices/0"])
        mkdirSync(join(folder, each), { recursive: true });
    writeFileSync(join(folder, "bin/drive"), DRIVE, { mode: 0o755 });
    for (const file of ["disk1", "viostor.sys", "viostor.inf", "viostor.cat"])
        writeFileSync(join(folder, "floppy", file), "");
    device("0x1af4", "0x1001");
});

afterEach(() => rmSync(folder, { recursive: true }));

function device(vendor: string, id: string): void {
    writeFileSync(join(folder, "devices/0/vendor"), `${vendor}\n`);
    writeFileSync(join(folder, "devices/0/device"), `${id}\n`);
}

/** xplab's floppy with a driver. */
function written(): string {
    const driver = diskDriverOf(VIRTIO_TXTSETUP, { edition: "professional" });
    return typeof driver === "string" ? driver : driver.txtsetup.join("\r\n");
}

function problems(text = written(), id = "WXP32"): string[] {
    const file = join(folder, "txtsetup.oem");
    writeFileSync(file, text);
    const PATH = `${join(folder, "bin")}:${programs}:${process.env["PATH"] ?? ""}`;
    const env = { PATH, FLOPPY: join(folder, "floppy"), DEVICES: join(folder, "devices") };
    const printed = execFileSync("driver-problems", [file, id], { env, encoding: "utf8" });
    return printed.split("\n").slice(0, -1);
}

test("finds no problem in xplab's description of a driver", () => {
    expect(problems()).toEqual([]);
});

test.each(["disk1", "viostor.sys", "viostor.cat"])("requires %s on the floppy", (file) => {
    rmSync(join(folder, "floppy", file));
    expect(new Set(problems())).toEqual(
        new Set([`no file ${file === "disk1" ? "" : "/"}/${file}`]),
    );
});

test.each([
    ["[scsi]", "[scsi] has no WXP32"],
    ["driver = d1, viostor.sys, viostor", "[Files.scsi.WXP32] has no driver"],
])("refuses a description without %p", (line, problem) => {
    expect(problems(written().replace(line, ""))).toEqual([problem]);
});

test("requires the driver to be the default one, and for an existing device", () => {
    expect(problems(written(), "")).toEqual(["[Defaults] has no SCSI"]);
    device("0x8086", "0x1001");
    expect(problems()).toEqual(["[HardwareIds.scsi.WXP32] has no device of this machine"]);
});
