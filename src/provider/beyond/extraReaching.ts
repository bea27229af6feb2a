import { elements } from "../../xml/children";
import type { Element } from "../../xml/element";

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
    if (name.includes(":")) return `<${name}>, words for QEMU itself`;
    if (REACHING.has(name)) return `<${name}>, which may be the host's`;
    const named = Object.entries(attributes).find(
        ([key, value]) => OUTER.has(key) || isPlace(value),
    );
    if (named !== undefined) return `<${name}> with ${named[0]}, something of the host`;
    const text = element.children.filter((child) => typeof child === "string").join("");
    if (isPlace(text)) return `<${name}>, which names something of the host`;
    for (const child of elements(element)) {
        const found = whatReaches(child);
        if (found !== undefined) return found;
    }
    return undefined;
}

/** Attributes that name what is not the guest's own, whatever their values. */
const OUTER = new Set(["bridge", "host", "network", "pool", "volume"]);

const isPlace = (value: string) => /^\s*\/|:\/\//.test(value);
