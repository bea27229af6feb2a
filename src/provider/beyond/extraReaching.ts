import { elements } from "../../xml/tree/children";
import { print, type Element } from "../../xml/tree/element";

/**
 * Elements by which a guest, or QEMU, gets at what is not the guest's own, also where they name no file
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

/** What is a word for QEMU itself, names a file, an address or a volume of the host, or shares something with it. */
export function whatReaches(element: Element): string | undefined {
    const { name, attributes } = element;
    if (name === "metadata" || isHarmless(element)) return undefined;
    if (name.includes(":")) return `${oneLine(element)}, words for QEMU itself`;
    if (REACHING.has(name)) return `${oneLine(element)}, which may be the host's`;
    const named = Object.entries(attributes).find(
        ([key, value]) => OUTER.has(key) || isPlace(value),
    );
    const text = element.children
        .filter((child) => typeof child === "string")
        .join("")
        .trim();
    if (named !== undefined || isPlace(text) || (text !== "" && NAMING.has(name)))
        return `${oneLine(element)}, which names something of the host`;
    for (const child of elements(element)) {
        const found = whatReaches(child);
        if (found !== undefined) return found;
    }
    return undefined;
}

/** A kind of device that shares nothing of the host's. */
const isHarmless = ({ name, attributes, children }: Element): boolean =>
    (name === "audio" && attributes["type"] === "none") ||
    (name === "rng" &&
        children.some(
            (child) => typeof child !== "string" && child.attributes["model"] === "builtin",
        ));

/** Attributes that name what is not the guest's own, whatever their values: QEMU and libvirt's daemons stand in /. */
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

/** More is cut off in what is told. */
const TOLD_CHARACTERS = 200;

function oneLine(element: Element): string {
    const text = print(element)
        .trim()
        .replace(/\s*\n\s*/g, "");
    return text.length > TOLD_CHARACTERS ? `${text.slice(0, TOLD_CHARACTERS)}...` : text;
}

const isPlace = (value: string) => /^\s*\/|:\/\//.test(value);
