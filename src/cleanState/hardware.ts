import { createHash } from "node:crypto";
import { print, type Element } from "../xml/tree/element";

/** What a guest sees of its definition, and what its memory therefore goes with. libvirt checks names and UUIDs too. */
const HARDWARE = ["name", "uuid", "memory", "vcpu", "iothreads", "os", "features", "cpu", "clock"];

/** Of these devices the rest may be another one each time: a medium, a network, a file. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
    disk: ["target", "address", "serial", "readonly"],
    interface: ["mac", "model", "address"],
    serial: ["target", "address"],
    parallel: ["target", "address"],
    channel: ["target", "address"],
    console: ["target", "address"],
};

/** What belongs to the host's side alone. */
const HOST_SIDE = ["emulator", "graphics", "audio"];

/** Changes with all that would keep a memory file from being restored, and with nothing that a guest takes while it runs. */
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
