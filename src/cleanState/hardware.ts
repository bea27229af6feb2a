import { createHash } from "node:crypto";
import { print, type Element } from "../xml/tree/element";

/** Elements that a guest sees, and that must match its memory. libvirt also checks names and UUIDs. */
const HARDWARE = ["name", "uuid", "memory", "vcpu", "iothreads", "os", "features", "cpu", "clock"];

/** The parts of devices that a guest sees. Their medium, network or file may differ. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
    disk: ["target", "address", "serial", "readonly"],
    interface: ["mac", "model", "address"],
    serial: ["target", "address"],
    parallel: ["target", "address"],
    channel: ["target", "address"],
    console: ["target", "address"],
};

/** Devices that exist only on the host's side. */
const HOST_SIDE = ["emulator", "graphics", "audio"];

/** A hash of everything that a memory file must match to be restored, and of nothing that can change while a guest runs. */
export function hardwareSha256(stored: Element): string {
    const parts = elementsOf(stored).flatMap((child) =>
        child.name === "devices"
            ? elementsOf(child).filter(isSeen).map(deviceText)
            : HARDWARE.includes(child.name)
              ? [print(child)]
              : [],
    );
    return createHash("sha256").update(parts.join("")).digest("hex");
}

const elementsOf = ({ children }: Element) => children.filter((child) => typeof child !== "string");

const isSeen = ({ name }: Element) => !HOST_SIDE.includes(name);

function deviceText(device: Element): string {
    const parts = PARTS[device.name];
    if (parts === undefined) return print(device);
    const kept = elementsOf(device).filter(({ name }) => parts.includes(name));
    const { device: kind } = device.attributes;
    const attributes: Element["attributes"] = kind === undefined ? {} : { device: kind };
    return print({ name: device.name, attributes, children: kept });
}
