/** An XML element as plain data; children keep their order, names keep their prefix. */
export interface Element {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly children: readonly (Element | string)[];
}

type Value = string | number | undefined;

/** A child of an element. Undefined children are left out, so that absent values need no branch. */
export type Child = Element | string | number | undefined | readonly Child[];

/** An element; attributes and children that are undefined are left out. */
export function element(
    name: string,
    attributes: Readonly<Record<string, Value>> = {},
    ...children: readonly Child[]
): Element {
    const kept = Object.entries(attributes).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, String(value)] as const],
    );
    return { name, attributes: Object.fromEntries(kept), children: flatten(children) };
}

/** An element that holds only text; undefined without text. */
export function textElement(
    name: string,
    text: Value,
    attributes: Readonly<Record<string, Value>> = {},
): Element | undefined {
    return text === undefined ? undefined : element(name, attributes, text);
}

export const yesNo = (value: boolean) => (value ? "yes" : "no");

export const onOff = (value: boolean | undefined) =>
    value === undefined ? undefined : value ? "on" : "off";

function flatten(children: readonly Child[]): (Element | string)[] {
    return children.flatMap((child) => {
        if (child === undefined) return [];
        if (typeof child === "object") return "name" in child ? [child] : flatten(child);
        return [String(child)];
    });
}

/** The document's text, indented by two spaces as libvirt writes it. */
export function print(root: Element, indent = ""): string {
    const attributes = Object.entries(root.attributes)
        .map(([key, value]) => ` ${key}='${escape(value)}'`)
        .join("");
    const open = `${indent}<${root.name}${attributes}`;
    if (root.children.length === 0) return `${open}/>\n`;
    if (root.children.some((child) => typeof child === "string"))
        return `${open}>${root.children.map(printInline).join("")}</${root.name}>\n`;
    const inner = root.children.map((child) =>
        typeof child === "string" ? "" : print(child, `${indent}  `),
    );
    return `${open}>\n${inner.join("")}${indent}</${root.name}>\n`;
}

const printInline = (child: Element | string) =>
    typeof child === "string" ? escape(child) : print(child).trimEnd();

const ENTITIES: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "'": "&apos;",
    '"': "&quot;",
    "\n": "&#10;",
    "\t": "&#9;",
    "\r": "&#13;",
};

const escape = (text: string) =>
    text.replace(/[&<>'"\n\t\r]/g, (found) => ENTITIES[found] ?? found);
