import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Properties } from "../../../../src/provider/lifecycle/wire";
import { BEYOND } from "../../../../src/schema/core/accept";
import { Domain } from "../../../../src/schema/domain/domain";
import { domainXml } from "../../../../src/xml/domain/write/domain";
import { readDomain } from "../../../../src/xml/domain/read/domain";
import { print } from "../../../../src/xml/tree/element";
import { parse } from "../../../../src/xml/tree/parse";
import { arbitraryDomain } from "../../../schema/arbitraryDomain";
import { casesOf, checked, GOLDENS } from "../../goldens";
import { saidOf, typeOf } from "../../said";
import { urnOf } from "../../../provider/checked";

const mark = { token: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", urn: urnOf("Domain") };

async function domainOf(inputs: object): Promise<Domain> {
    return Domain.inputs.parse((await checked("Domain", { ...inputs })).plain);
}

async function inFolder(folder: string) {
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    const domain = await domainOf(JSON.parse(read("input.json")) as Properties);
    return { domain, xmlOf: (name: string) => parse(read(`${name}.xml`)) };
}

test("reads written XML", async () => {
    await fc.assert(
        fc.asyncProperty(arbitraryDomain(), async (inputs) => {
            const domain = await domainOf({ ...inputs, accept: BEYOND });
            const xml = parse(print(domainXml(domain, { type: typeOf(domain), mark })));
            expect(readDomain(xml, domain.interfaces)).toStrictEqual(saidOf(domain));
        }),
        { numRuns: 300 },
    );
});

test.each(casesOf("domain"))("reads the golden %s", async (name) => {
    const { domain, xmlOf } = await inFolder(join(GOLDENS, "domain", name));
    expect(readDomain(xmlOf("expected"), domain.interfaces)).toStrictEqual(saidOf(domain));
});

// Output of virsh dumpxml for running domains that domainXml defined, on libvirt 9.0 and QEMU 7.2: stored with
// --inactive --security-info, live with --security-info, migratable with --migratable.
describe.each(["everything", "spice", "socket", "own-socket"])("libvirt's XML of %s", (name) => {
    const folder = join(__dirname, "..", "..", "captured", name);

    async function expected() {
        const { domain, xmlOf } = await inFolder(folder);
        const said = { ...saidOf(domain), emulator: "/usr/bin/qemu-system-x86_64" };
        return { said, xmlOf, interfaces: domain.interfaces };
    }

    test("reads as defined", async () => {
        const { said, xmlOf, interfaces } = await expected();
        expect(readDomain(xmlOf("stored"), interfaces)).toStrictEqual(said);
    });

    test("reads the same while it runs", async () => {
        const { said, xmlOf, interfaces } = await expected();
        const read = readDomain(xmlOf("migratable"), interfaces, xmlOf("stored"));
        expect(read).toStrictEqual(said);
    });

    test("reads the same from MIGRATABLE XML, except the CPU's features", async () => {
        const { said, xmlOf, interfaces } = await expected();
        const { cpuFeatures: _written, ...others } = said as Properties;
        expect(readDomain(xmlOf("live"), interfaces)).toStrictEqual(others);
    });
});

describe("a domain of another program", () => {
    const read = (inner: string, type = "kvm") =>
        readDomain(parse(`<domain type='${type}'>${inner}</domain>`), {});
    const device = (inner: string) => read(`<devices>${inner}</devices>`);

    test("reads only values with a default in the schema", () => {
        expect(read("")).toStrictEqual({
            accelerator: "kvm",
            vcpus: 1,
            cpuFeatures: [],
            acpi: false,
            apic: false,
            pae: false,
            clock: { offset: "utc", hpet: true },
            bootOrder: [],
            disks: {},
            cdroms: {},
            floppies: {},
            interfaces: {},
            sharePages: true,
            serials: [],
            parallels: [],
            hostdevs: {},
            video: { model: "none", vramKiB: 16384 },
            usb: false,
        });
    });

    test.each([
        ["vcpus", { vcpus: 2 }, "<vcpu placement='static' current='2'>4</vcpu>"],
        ["memoryMiB", { memoryMiB: 1.5 }, "<memory unit='KiB'>1536</memory>"],
        ["machineType", { machineType: "q35" }, "<os><type machine='q35'>hvm</type></os>"],
        ["cpuModel", { cpuModel: "host-passthrough" }, "<cpu mode='host-passthrough'/>"],
        [
            "cpuFeatures",
            { cpuFeatures: [{ name: "nx", policy: "require" }] },
            "<cpu check='full'><model>qemu64</model><feature name='nx'/></cpu>",
        ],
        [
            "clock",
            { clock: { offset: "variable", rtcTickPolicy: "discard", hpet: true } },
            "<clock offset='variable'><timer name='rtc' tickpolicy='discard'/><timer name='hpet'/></clock>",
        ],
    ])("keeps an unknown value of %s", (_field, expected, inner) => {
        expect(read(inner)).toMatchObject(expected);
    });

    test("keeps an unknown accelerator", () => {
        expect(read("", "xen")).toMatchObject({ accelerator: "xen" });
    });

    test("reads a disk that is not a file", () => {
        const disk =
            "<disk type='block' device='disk'><source dev='/dev/sdb'/><target dev='vda' bus='virtio'/></disk>";
        expect(device(disk)).toMatchObject({
            disks: { vda: { bus: "virtio", format: "raw", backingChain: [], readOnly: false } },
        });
        expect(device(disk)["disks"]).not.toHaveProperty("vda.file");
    });

    test("reads a disk without a device attribute", () => {
        const disk = "<disk type='file'><source file='/d'/><target dev='hda' bus='ide'/></disk>";
        expect(device(disk)).toMatchObject({ disks: { hda: { file: "/d" } } });
    });

    test("reads serial ports in another order", () => {
        const port = (number: number, type: string) =>
            `<serial type='${type}'><target type='isa-serial' port='${number}'/></serial>`;
        expect(device(port(1, "tcp") + port(0, "pty"))).toMatchObject({
            serials: [{ type: "pty" }, { type: "tcp" }],
        });
    });

    test.each([
        ["another controller", "<controller type='usb' model='ich9-ehci1'/>", false],
        ["the controller", "<controller type='usb' model='piix3-uhci'/>", true],
        ["no word of a controller", "", true],
    ])("reads USB with a tablet on %s", (_what, controller, usb) => {
        expect(device(`${controller}<input type='tablet' bus='usb'/>`)).toMatchObject({ usb });
    });

    test("reads the controller with a mouse", () => {
        const mouse =
            "<controller type='usb' model='piix3-uhci'/><input type='mouse' bus='usb'/><input type='tablet' bus='virtio'/>";
        expect(device(mouse)).toMatchObject({ usb: false });
    });
});
