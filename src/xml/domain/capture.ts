import { nicsOf } from "./nics";
import type { Domain } from "../../schema/domain/domain";
import type { Interface } from "../../schema/domain/domainDevices";
import { NAMESPACES } from "../../schema/domain/extraXml";
import { elements } from "../tree/children";
import { element, print, type Element } from "../tree/element";
import { all, attributesAt } from "../tree/query";

// https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands
//
// QEMU's filter-mirror hands each frame to a character device. virtlogd writes the device's log to files of limited size.
// libvirt offers such logs only for devices that a guest can see. The debug console is the one that guests do not detect,
// and what they write to it is discarded.

/** After all COM ports. */
const FIRST_PORT = 4;
/** The first of the I/O ports that no device of the board uses. */
const FIRST_IOBASE = 0x5e0;

type Captured = readonly [name: string, nic: Interface];

export const captured = ({ interfaces }: Pick<Domain, "interfaces">): Captured[] =>
    Object.entries(interfaces).filter(([, { captureFile }]) => captureFile !== undefined);

/** libvirt names parts of QEMU after declared aliases. No program's device name has an underscore. */
export const captureAlias = (name: string) => `ua-nic_${name}`;

const consoleAlias = (alias: string) => `${alias}_capture`;

/** The character devices whose logs are the captures. */
export const captureConsolesXml = (domain: Domain): Element[] =>
    captured(domain).map(([name, { captureFile: file }], index) =>
        element(
            "serial",
            { type: "null" },
            element("log", { file, append: "on" }),
            element(
                "target",
                { type: "isa-debug", port: FIRST_PORT + index },
                element("model", { name: "isa-debugcon" }),
            ),
            element("alias", { name: consoleAlias(captureAlias(name)) }),
            element("address", {
                type: "isa",
                iobase: `0x${(FIRST_IOBASE + index).toString(16)}`,
            }),
        ),
    );

export const isCaptureConsole = (serial: Element) =>
    attributesAt(serial, "target")["type"] === "isa-debug";

/** Whether a device is the capture console of an interface. */
export const isCaptureOf = (definition: Element, device: Element): boolean =>
    device.name === "serial" &&
    isCaptureConsole(device) &&
    nicsOf(definition)
        .map(aliasOf)
        .some(
            (alias) =>
                consoleAlias(alias) === aliasOf(device) &&
                captureFileOf(definition, alias) !== undefined,
        );

/** The namespace of the elements for QEMU, for the root. */
export const captureNamespace = (domain: Domain): Element["attributes"] =>
    captured(domain).length === 0 ? {} : { "xmlns:qemu": NAMESPACES["qemu"] ?? "" };

/** The elements for QEMU itself. */
export function captureQemuXml(domain: Domain): Element[] {
    const aliases = captured(domain).map(([name]) => captureAlias(name));
    return aliases.length === 0 ? [] : qemuXml(aliases);
}

/** Whether a definition has these elements for QEMU and no others. */
export function hasOnlyCapture(definition: Element): boolean {
    const aliases = nicsOf(definition)
        .map(aliasOf)
        .filter((alias) => captureFileOf(definition, alias) !== undefined);
    const qemuElements = elements(definition).filter(({ name }) => name.startsWith("qemu:"));
    return aliases.length > 0 && printed(qemuElements) === printed(qemuXml(aliases));
}

const printed = (some: readonly Element[]) =>
    some
        .map((one) => print(one))
        .sort()
        .join("");

/** The file that an interface's frames go to; undefined unless all parts of the capture exist. */
export function captureFileOf(definition: Element, alias: string): string | undefined {
    const isMirrored = all(definition, "qemu:commandline", "qemu:arg").some(
        ({ attributes: { value } }) => value === mirrorOf(alias),
    );
    const port = all(definition, "devices", "serial").find(
        (serial) => isCaptureConsole(serial) && aliasOf(serial) === consoleAlias(alias),
    );
    return isMirrored && port ? attributesAt(port, "log")["file"] : undefined;
}

/** Empty if libvirt chooses it. */
export const aliasOf = (device: Element) => attributesAt(device, "alias")["name"] ?? "";

function qemuXml(aliases: readonly string[]): Element[] {
    const args = aliases.flatMap((alias) => [
        "-chardev",
        `null,id=${nowhere(alias)}`,
        "-object",
        mirrorOf(alias),
    ]);
    return [
        element(
            "qemu:commandline",
            {},
            args.map((value) => element("qemu:arg", { value })),
        ),
        element("qemu:override", {}, aliases.map(unplugged)),
    ];
}

const nowhere = (alias: string) => `nowhere-${alias}`;

/** With vnet_hdr_support each frame gives the length of its virtio header, which was not part of the traffic. */
const mirrorOf = (alias: string) =>
    `filter-mirror,id=mirror-${alias},netdev=host${alias},queue=all,vnet_hdr_support=on,outdev=char${consoleAlias(alias)}`;

/** A guest that finds the console must not write into the capture. */
const unplugged = (alias: string) =>
    element(
        "qemu:device",
        { alias: consoleAlias(alias) },
        element(
            "qemu:frontend",
            {},
            element("qemu:property", { name: "chardev", type: "string", value: nowhere(alias) }),
        ),
    );

/** The files that the frames of a machine's interfaces go to. */
export const captureFiles = (definition: Element): string[] =>
    nicsOf(definition).flatMap((nic) => captureFileOf(definition, aliasOf(nic)) ?? []);
