import { nicsOf } from "./nics";
import type { Domain } from "../../schema/domain/domain";
import type { Interface } from "../../schema/domain/domainDevices";
import { NAMESPACES } from "../../schema/domain/extraXml";
import { element, print, type Element } from "../tree/element";
import { all, attributesAt } from "../tree/query";

// https://libvirt.org/drvqemu.html#pass-through-of-arbitrary-qemu-commands
//
// QEMU's filter-mirror hands each frame to a character device, whose log libvirt has virtlogd write: a pipe for QEMU, and
// files that virtlogd bounds. libvirt has such a log only for devices that a guest could see; the debug console is the one
// that no guest finds by itself, and what is written to it goes nowhere.

/** Behind those of all COM ports. */
const FIRST_PORT = 4;
/** I/O ports that no device of the board has; one each. */
const FIRST_IOBASE = 0x5e0;

type Captured = readonly [name: string, nic: Interface];

export const captured = ({ interfaces }: Pick<Domain, "interfaces">): Captured[] =>
    Object.entries(interfaces).filter(([, { captureFile }]) => captureFile !== undefined);

/** libvirt names parts of QEMU after the aliases that it is told; no device that a program names has an underscore. */
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

/** Whether a device is the console of an interface that is captured. */
export const isCaptureOf = (definition: Element, device: Element): boolean =>
    device.name === "serial" &&
    isCaptureConsole(device) &&
    all(definition, "devices", "interface")
        .map(aliasOf)
        .some(
            (alias) =>
                consoleAlias(alias) === aliasOf(device) &&
                captureFileOf(definition, alias) !== undefined,
        );

/** Namespace of what follows, for the root. */
export const captureNamespace = (domain: Domain): Element["attributes"] =>
    captured(domain).length === 0 ? {} : { "xmlns:qemu": NAMESPACES["qemu"] ?? "" };

/** What QEMU is told beside libvirt's own words. */
export function captureQemuXml(domain: Domain): Element[] {
    const aliases = captured(domain).map(([name]) => captureAlias(name));
    return aliases.length === 0 ? [] : qemuXml(aliases);
}

/** Whether that is all that a definition tells QEMU beside libvirt's own words. */
export function hasOnlyCapture(definition: Element): boolean {
    const aliases = all(definition, "devices", "interface")
        .map(aliasOf)
        .filter((alias) => captureFileOf(definition, alias) !== undefined);
    const told = definition.children.filter(
        (child): child is Element => typeof child !== "string" && child.name.startsWith("qemu:"),
    );
    return aliases.length > 0 && printed(told) === printed(qemuXml(aliases));
}

const printed = (elements: readonly Element[]) =>
    elements
        .map((one) => print(one))
        .sort()
        .join("");

/** Where the frames of an interface go; undefined unless all is there that takes them there. */
export function captureFileOf(definition: Element, alias: string): string | undefined {
    const isTold = all(definition, "qemu:commandline", "qemu:arg").some(
        ({ attributes: { value } }) => value === mirrorOf(alias),
    );
    const port = all(definition, "devices", "serial").find(
        (serial) => isCaptureConsole(serial) && aliasOf(serial) === consoleAlias(alias),
    );
    return isTold && port ? attributesAt(port, "log")["file"] : undefined;
}

/** Empty where libvirt chooses it. */
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

/** With vnet_hdr_support a frame says how much of it is the header of a virtio card, which is no part of what was sent. */
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
