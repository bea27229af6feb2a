import * as errors from "../../../errors";
import type { Weakness } from "../../../errors";
import { shellWord } from "../../../errors/core/shellWord";
import type { Element } from "../../../xml/tree/element";
import { elements } from "../../../xml/tree/children";
import { isCaptureOf, hasOnlyCapture } from "../../../xml/domain/capture";
import { cleanMarkOf } from "../../../xml/domain/cleanMark";
import { guestWritten } from "../../../xml/domain/guestWritten";
import { all, attributesAt, first } from "../../../xml/tree/query";
import { confinementDevices, type DeviceReason } from "../../../xp/hardware/confinement";
import { hasDeclaredUsb, checkHostDevices, undeclaredHostDevices } from "./hostDevices";
import { isOfMachine } from "./urn";
import type { DomainView, HostView } from "./view";

/** Whether a guest is held by its QEMU, and QEMU by the host. */
export function checkConfinement(domain: DomainView, view: HostView): Weakness[] {
    const isMachine = domain.origin !== undefined && isOfMachine(domain.origin);
    return [
        ...checkScreens(domain.now, domain.machine.domain),
        ...(isMachine ? [...checkDevices(domain.now), ...checkHostDevices(domain.now)] : []),
        ...checkFormats(domain.now),
        ...checkFileAccess(domain, view),
        ...checkProbedFiles(domain, view),
        ...checkEmulator(domain, view),
        ...checkTaints(domain),
    ];
}

/** By libvirt, which would believe them. */
function checkProbedFiles({ now, stored }: DomainView, { probed }: HostView): Weakness[] {
    const written = new Set([...guestWritten(now), ...guestWritten(stored)]);
    const files = [...written].filter((file) => probed.has(file));
    return files.length > 0 ? [errors.guestFileProbed({ files })] : [];
}

/** What libvirt says of any word for QEMU that is not its own (conf/domain_conf.c, virDomainTaintMessage). */
const OWN_WORDS = ["custom configuration parameters specified", "custom device configuration"];

/** A capture is such words; with them alone nothing is said that the lab has not declared. */
function checkTaints({ now, taints }: DomainView): Weakness[] {
    const messages = hasOnlyCapture(now)
        ? taints.filter((one) => !OWN_WORDS.includes(one))
        : taints;
    return messages.length > 0 ? [errors.domainTainted({ messages })] : [];
}

const LOOPBACK = /^(127\.|::1$|localhost$)/;

function checkScreens(definition: Element, domain: string): Weakness[] {
    return all(definition, "devices", "graphics").flatMap((graphics) => {
        const listens = all(graphics, "listen").map(({ attributes }) => attributes);
        const exposed = listens
            .filter(
                ({ type, address = "" }) =>
                    type !== "socket" && type !== "none" && !LOOPBACK.test(address),
            )
            .map(({ type, address, network }) => address ?? `${type ?? ""} "${network ?? ""}"`);
        const isOpen =
            graphics.attributes["passwd"] === undefined &&
            listens.some(({ type }) => type === "address" || type === "network");
        return [
            ...exposed.map((address) => errors.screenExposed({ address, domain })),
            ...(isOpen ? [errors.screenOpen()] : []),
        ];
    });
}

/** Whether a definition has the reason for a device that other machines have not. */
const REASONS: Readonly<Record<DeviceReason, (definition: Element, device: Element) => boolean>> = {
    // Each is judged by itself.
    hostDevices: () => true,
    "hostDevices.usb": hasDeclaredUsb,
    capture: isCaptureOf,
};

function checkDevices(definition: Element): Weakness[] {
    const devices = first(definition, "devices");
    const own = devices === undefined ? [] : elements(devices);
    const others = own.filter(
        (device) => device.name !== "emulator" && !isConfinementDevice(definition, device),
    );
    const extra = [...new Set(others.map(kindOf)), ...undeclaredHostDevices(definition)];
    return extra.length > 0 ? [errors.deviceExtra({ devices: extra })] : [];
}

const isConfinementDevice = (definition: Element, device: Element): boolean =>
    confinementDevices.some(
        ({ kinds, when }) =>
            kinds.includes(kindOf(device)) &&
            (when === undefined || REASONS[when](definition, device)),
    );

function kindOf(device: Element): string {
    const { name, attributes } = device;
    const { type, bus, model } = attributes;
    const parts: Readonly<Record<string, readonly (string | undefined)[]>> = {
        interface: [attributesAt(device, "model")["type"]],
        video: [attributesAt(device, "model")["type"]],
        graphics: [type],
        console: [type],
        serial: [type],
        parallel: [type],
        hostdev: [type],
        disk: [attributes["device"], attributesAt(device, "target")["bus"]],
        controller: [type, type === "usb" ? model : undefined],
        input: [type, bus],
        audio: [type],
        memballoon: [model],
    };
    return [name, ...(parts[name] ?? [])].filter((part) => part !== undefined).join(" ");
}

function checkFormats(definition: Element): Weakness[] {
    const disks = all(definition, "devices", "disk")
        .filter((disk) => first(disk, "source") !== undefined && !isSaid(disk, "driver"))
        .map((disk) => attributesAt(disk, "target")["dev"] ?? "");
    return disks.length > 0 ? [errors.formatUnset({ disks })] : [];
}

/** A level of an image names its own format, and every level below it too. */
function isSaid(level: Element, format: "driver" | "format"): boolean {
    const below = first(level, "backingStore");
    const isHere = attributesAt(level, format)["type"] !== undefined;
    return (
        isHere && (below === undefined || below.children.length === 0 || isSaid(below, "format"))
    );
}

/** Files of what a guest's memory held: libvirt's own when it is saved, and that of its clean state. */
export function memoryFiles({ now, machine }: Pick<DomainView, "now" | "machine">): string[] {
    const clean = cleanMarkOf(now)?.file;
    const saved = `/var/lib/libvirt/qemu/save/${machine.domain}.save`;
    return [saved, ...(clean === undefined ? [] : [clean])];
}

function checkFileAccess(domain: DomainView, view: HostView): Weakness[] {
    const { files } = view.local;
    return [
        ...checkImageAccess(domain, view),
        ...imageFiles(domain.now)
            .filter((file) => files.get(file)?.mayWrite === true)
            .map((file) => errors.fileWritable({ file })),
        ...memoryFiles(domain)
            .filter((file) => files.get(file)?.mayRead === true)
            .map((file) => errors.memoryReadable({ file })),
    ];
}

/** libvirt gives a disk or CD to QEMU's user; what is below a disk stays root's, and he reads it as one of a group. */
function checkImageAccess({ now }: DomainView, { emulatorUser, local }: HostView): Weakness[] {
    const group = emulatorUser?.ownGroup ?? 0;
    const disks = all(now, "devices", "disk");
    return imageFiles(now)
        .filter((file) => local.files.get(file)?.mayRead === true)
        .map((file) => {
            const word = shellWord(file);
            const isOfDrive = disks.some((disk) => attributesAt(disk, "source")["file"] === file);
            const commands = isOfDrive
                ? `chmod go-r ${word}`
                : `chown root:${group} ${word}; chmod 0440 ${word}`;
            return errors.imageReadable({ file, commands });
        });
}

/** Files of all disks and CDs, and those below them. */
export function imageFiles(definition: Element): string[] {
    const below = (level: Element): string[] => {
        const { file } = attributesAt(level, "source");
        const next = first(level, "backingStore");
        return [...(file === undefined ? [] : [file]), ...(next === undefined ? [] : below(next))];
    };
    return [...new Set(all(definition, "devices", "disk").flatMap(below))];
}

function checkEmulator(domain: DomainView, view: HostView): Weakness[] {
    if (!domain.isActive) return [];
    const emulator = view.local.emulators.get(domain.machine.uuid);
    const { confinement: model } = view;
    const models = all(domain.now, "seclabel").map(({ attributes }) =>
        attributes["type"] === "none" ? undefined : attributes["model"],
    );
    return [
        ...(domain.now.attributes["type"] === "qemu" ? [errors.guestEmulated()] : []),
        ...(emulator?.isSandboxed === false ? [errors.sandboxOff()] : []),
        ...(emulator?.uid === 0 ? [errors.emulatorRoot()] : []),
        ...(model !== undefined && !models.includes(model)
            ? [errors.emulatorUnconfined({ model })]
            : []),
    ];
}
