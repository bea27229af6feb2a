import { elements } from "../../xml/tree/children";
import { print, type Element } from "../../xml/tree/element";

/**
 * Elements that give a guest or QEMU access to something of the host even without naming a file
 * (https://libvirt.org/formatdomain.html).
 */
const REACHING = new Set([
    "audio",
    "filesystem",
    "hostdev",
    "interface",
    "redirdev",
    "rng",
    "seclabel",
    "shmem",
    "smartcard",
    "tpm",
    "vsock",
]);

/** Describes an element that passes arguments to QEMU, names something of the host, or shares something with it. */
export function whatReaches(element: Element): string | undefined {
    const { name, attributes } = element;
    if (name === "metadata" || isHarmless(element)) return undefined;
    if (name.includes(":")) return `${oneLine(element)}, arguments for QEMU itself`;
    if (REACHING.has(name)) return `${oneLine(element)}, which may be the host's`;
    const named = Object.entries(attributes).find(
        ([key, value]) => OUTER.has(key) || isPlace(value),
    );
    const text = element.children
        .filter((child) => typeof child === "string")
        .join("")
        .trim();
    if (named !== undefined || isPlace(text) || (text !== "" && NAMING.has(name))) {
        return `${oneLine(element)}, which names something of the host`;
    }
    for (const child of elements(element)) {
        const found = whatReaches(child);
        if (found !== undefined) return found;
    }
    return undefined;
}

/** Whether a device shares nothing with the host. */
const isHarmless = ({ name, attributes, children }: Element): boolean =>
    (name === "audio" && attributes["type"] === "none") ||
    (name === "rng" &&
        children.some(
            (child) => typeof child !== "string" && child.attributes["model"] === "builtin",
        ));

/** Attributes that name something of the host, whatever their values: QEMU and libvirt's daemons run in /. */
const OUTER = new Set([
    "bridge",
    "dev",
    "dir",
    "evdev",
    "file",
    "host",
    "network",
    "path",
    "pool",
    "service",
    "socket",
    "template",
    "volume",
]);

/** Elements whose text is a file of the host. */
const NAMING = new Set(["backend", "dtb", "initrd", "kernel", "loader", "nvram", "path", "table"]);

/** Longer XML is shortened. */
const SHOWN_CHARACTERS = 200;

function oneLine(element: Element): string {
    const text = print(element)
        .trim()
        .replace(/\s*\n\s*/g, "");
    return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}

const isPlace = (value: string) => /^\s*\/|:\/\//.test(value);
