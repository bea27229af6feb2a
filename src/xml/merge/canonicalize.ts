import type { Element } from "../tree/element";

// libvirt stores values in its own spelling: hexadecimal ids, sizes in KiB, sets as ranges.

const SCALES: Readonly<Record<string, bigint>> = {
    b: 1n,
    bytes: 1n,
    kb: 1000n,
    k: 1n << 10n,
    kib: 1n << 10n,
    mb: 1000n ** 2n,
    m: 1n << 20n,
    mib: 1n << 20n,
    gb: 1000n ** 3n,
    g: 1n << 30n,
    gib: 1n << 30n,
    tb: 1000n ** 4n,
    t: 1n << 40n,
    tib: 1n << 40n,
};

/** The default unit of a text: KiB, except for the size of shared memory. */
const defaultScale = ({ name }: Element) => (name === "size" ? 1n : 1n << 10n);

export const textOf = ({ children }: Element): string =>
    children.filter((child) => typeof child === "string").join("");

/** Whether the texts mean the same, given their units. */
export function isSameText(one: Element, other: Element): boolean {
    const [left, right] = [one, other].map(bytesOf);
    if (left !== undefined && right !== undefined && (hasUnit(one) || hasUnit(other)))
        return left === right;
    return isSameValue(textOf(one), textOf(other));
}

/** Whether the element has a unit for the size in its text. */
export const hasUnit = (one: Element): boolean =>
    one.attributes["unit"] !== undefined && bytesOf(one) !== undefined;

function bytesOf(one: Element): bigint | undefined {
    const text = textOf(one).trim();
    const { unit } = one.attributes;
    const scale = unit === undefined ? defaultScale(one) : SCALES[unit.toLowerCase()];
    return /^\d+$/.test(text) && scale !== undefined ? BigInt(text) * scale : undefined;
}

/** Whether two values of an attribute or text mean the same. */
export const isSameValue = (one: string, other: string): boolean => plain(one) === plain(other);

function plain(value: string): string {
    const text = value.trim();
    if (/^(\d+|0x[0-9a-f]+)$/i.test(text)) return String(BigInt(text));
    if (/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) return rangesOf(text);
    // MAC addresses and UUIDs.
    if (/^[0-9a-f]{2,}([:-][0-9a-f]{2,})+$/i.test(text)) return text.toLowerCase();
    return text;
}

function rangesOf(set: string): string {
    const ranges = set
        .split(",")
        .map((range) => range.split("-").map(Number))
        .map(([from = 0, to = from]): [number, number] => [from, to])
        .sort(([one], [other]) => one - other);
    const joined: [number, number][] = [];
    for (const [from, to] of ranges) {
        const last = joined.at(-1);
        if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
        else joined.push([from, to]);
    }
    return joined.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(",");
}
