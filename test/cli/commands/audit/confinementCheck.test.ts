import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assess } from "../../../../src/cli/commands/audit/assess";
import { weaknessText } from "../../../../src/errors";
import { confinementDevices } from "../../../../src/xp/hardware/confinement";
import { casesOf, GOLDENS } from "../../../xml/goldens";
import { cleanHost, domainView, domainXml } from "./cleanHost";

const extras = (xml: string) => {
    const domains = [domainView(xml)];
    return assess(domains, cleanHost({ domains })).findings.filter(
        ({ code }) => code === "device-extra",
    );
};

test.each(casesOf("machine"))(
    "what a lab makes of machine %s has devices of the table alone",
    (name) => {
        expect(
            extras(readFileSync(join(GOLDENS, "machine", name, "expected.xml"), "utf8")),
        ).toEqual([]);
    },
);

/** The element that an audit calls so. */
const ELEMENTS: Readonly<Record<string, (one: string, other: string) => string>> = {
    disk: (device, bus) => `<disk device='${device}'><target bus='${bus}'/></disk>`,
    interface: (model) => `<interface><model type='${model}'/></interface>`,
    video: (model) => `<video><model type='${model}'/></video>`,
    graphics: (type) => `<graphics type='${type}'/>`,
    controller: (type, model) => `<controller type='${type}' model='${model}'/>`,
    input: (type, bus) => `<input type='${type}' bus='${bus}'/>`,
    audio: (type) => `<audio type='${type}'/>`,
    memballoon: (model) => `<memballoon model='${model}'/>`,
    serial: (type) => `<serial type='${type}'/>`,
    console: (type) => `<console type='${type}'/>`,
};

const elementOf = (kind: string): string => {
    const [name = "", one = "", other = ""] = kind.split(" ");
    return ELEMENTS[name]?.(one, other) ?? "";
};

const always = confinementDevices.filter(({ when }) => when === undefined);

test.each(always.flatMap(({ kinds }) => kinds))("accepts %s in any machine", (kind) => {
    expect(elementOf(kind)).not.toBe("");
    expect(extras(domainXml(elementOf(kind)))).toEqual([]);
});

test.each([
    "disk lun scsi",
    "interface vmxnet3",
    "video qxl",
    "graphics spice",
    "controller usb piix3-uhci",
    "controller usb ich9-ehci1",
    "input tablet usb",
    "memballoon virtio",
    "serial tcp",
    "serial null",
    "console virtio",
])("%s is more than a machine has", (kind) => {
    expect(extras(domainXml(elementOf(kind))).map(({ detail }) => detail)).toEqual([
        `it has devices that its lab does not declare: ${kind}`,
    ]);
});

test("reports a file with a guest's content that libvirt probes", () => {
    const written = domainXml("<serial type='pty'><log file='/images/xp-com1.log'/></serial>");
    const domains = [domainView(written)];
    const probed = new Map([["/images/xp-com1.log", "lab"]]);
    const [found] = assess(domains, cleanHost({ domains, probed })).findings.filter(
        ({ code }) => code === "guest-file-probed",
    );
    expect(found?.severity).toBe("problem");
    expect(found && weaknessText(found)).toBe(
        `libvirt looks for an image header in files that the guest writes, and some headers hang libvirtd: /images/xp-com1.log. Run "pulumi up", which moves the files of a lab. For your own domains, change raw disks to qcow2, and put logs in a subfolder of the pool's folder. [guest-file-probed]`,
    );
});

test("names the commands that close an image to other users", () => {
    const cd =
        "<disk device='cdrom'><driver type='raw'/><source file='/its cd'/><target dev='hdc' bus='ide'/></disk>";
    const mayRead = { mayRead: true, mayWrite: false };
    const files = new Map(["/golden", "/its cd"].map((file) => [file, mayRead]));
    const domains = [domainView(domainXml(cd))];
    const { findings } = assess(domains, cleanHost({ domains }, { files }));
    expect(findings.map(({ code, remedy }) => `${code}: ${remedy}`)).toEqual([
        'image-readable: Run "chown root:64055 /golden; chmod 0440 /golden" as root.',
        "image-readable: Run \"chmod go-r '/its cd'\" as root.",
    ]);
});
