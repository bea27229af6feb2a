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
import { isMachine } from "./subjects";
import type { DomainView, HostView } from "./view";

/** Checks that QEMU confines the guest, and that the host confines QEMU. */
export function checkConfinement(domain: DomainView, view: HostView): Weakness[] {
    return [
        ...checkScreens(domain.now, domain.machine.domain),
        ...(isMachine(domain)
            ? [...checkDevices(domain.now), ...checkHostDevices(domain.now)]
            : []),
        ...checkFormats(domain.now),
        ...checkFileAccess(domain, view),
        ...checkProbedFiles(domain, view),
        ...checkEmulator(domain, view),
        ...checkTaints(domain),
    ];
}

/** Files that the guest writes must not lie where libvirt looks for image headers. */
function checkProbedFiles({ now, stored }: DomainView, { probed }: HostView): Weakness[] {
    const written = new Set([...guestWritten(now), ...guestWritten(stored)]);
    const files = [...written].filter((file) => probed.has(file));
    return files.length > 0 ? [errors.guestFileProbed({ files })] : [];
}

/** libvirt's taints for custom QEMU arguments (conf/domain_conf.c, virDomainTaintMessage). */
const ARGUMENT_TAINTS = [
    "custom configuration parameters specified",
    "custom device configuration",
];

/** A capture needs custom arguments, so their taints count only if there are others. */
function checkTaints({ now, taints }: DomainView): Weakness[] {
    const messages = hasOnlyCapture(now)
        ? taints.filter((one) => !ARGUMENT_TAINTS.includes(one))
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

/** Whether a definition has a reason for a device that machines lack by default. */
const REASONS: Readonly<Record<DeviceReason, (definition: Element, device: Element) => boolean>> = {
    // checkHostDevices judges each.
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
        .filter((disk) => first(disk, "source") !== undefined && !hasFormat(disk, "driver"))
        .map((disk) => attributesAt(disk, "target")["dev"] ?? "");
    return disks.length > 0 ? [errors.formatUnset({ disks })] : [];
}

/** Whether an image and all its backing files have their formats declared. */
function hasFormat(level: Element, format: "driver" | "format"): boolean {
    const below = first(level, "backingStore");
    const isHere = attributesAt(level, format)["type"] !== undefined;
    return (
        isHere && (below === undefined || below.children.length === 0 || hasFormat(below, "format"))
    );
}

/** Files with a guest's memory: libvirt's managed save, and the clean state. */
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

/** Disks and CDs belong to QEMU's user; backing files belong to root and to a group of that user. */
function checkImageAccess({ now }: DomainView, { emulatorUser, local }: HostView): Weakness[] {
    const group = emulatorUser?.ownGroup ?? 0;
    const disks = all(now, "devices", "disk");
    return imageFiles(now)
        .filter((file) => local.files.get(file)?.mayRead === true)
        .map((file) => {
            const path = shellWord(file);
            const isTop = disks.some((disk) => attributesAt(disk, "source")["file"] === file);
            const commands = isTop
                ? `chmod go-r ${path}`
                : `chown root:${group} ${path}; chmod 0440 ${path}`;
            return errors.imageReadable({ file, commands });
        });
}

/** Files of all disks and CDs, with their backing files. */
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
