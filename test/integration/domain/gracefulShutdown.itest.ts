import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import { standInImage } from "../../../tools/lab/standIn.mjs";
import { output } from "../support/host/command";
import { DrivenDomain, type Declared } from "../support/domain/drivenDomain";
import { pidOf } from "../support/host/emulator";
import { Guest } from "../support/guest/guest";
import { IMAGES, testName } from "../support/host/names";

jest.setTimeout(300_000);

const name = testName("graceful");
const folder = join(IMAGES, name);
const disk = join(folder, "disk.qcow2");

const declared: Declared = {
    accelerator: "tcg",
    memoryMiB: 96,
    shutdownTimeoutSeconds: 120,
    disks: { hda: { file: disk } },
    serials: [{}],
};

let libvirt: Libvirt;
let domain: DrivenDomain;

beforeAll(async () => {
    await mkdir(folder);
    await output("qemu-img", ["convert", "-O", "qcow2", standInImage, disk]);
    libvirt = await Libvirt.open("qemu:///system");
    domain = await DrivenDomain.create(name, declared);
});

afterAll(async () => {
    await domain.destroy();
    libvirt.close();
    await rm(folder, { recursive: true });
});

test("a guest that a change restarts shuts down by itself and starts again", async () => {
    await (await Guest.meet(libvirt, name)).close();
    const pid = await pidOf(name);
    domain.messages.length = 0;
    await domain.up({ ...declared, memoryMiB: 100 });
    expect(await pidOf(name)).not.toBe(pid);
    expect(domain.messages.filter((line) => !line.startsWith("status: shutting down"))).toEqual([]);
    // libvirt's own evidence: it reports a guest that was powered off as destroyed.
    const log = await readFile(`/var/log/libvirt/qemu/${name}.log`, "utf8");
    expect(log).toMatch(/shutting down, reason=shutdown/);
    expect(log).not.toMatch(/reason=destroyed/);
    await (await Guest.meet(libvirt, name)).close();
});
