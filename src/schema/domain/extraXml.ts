import { z } from "zod";
import * as errors from "../../errors";
import type { Element } from "../../xml/tree/element";
import { parse } from "../../xml/tree/parse";
import { CONTAINERS, modelledAs } from "./modelledXml";
import type { Issue } from "../core/resource";

export const ExtraXml = z
    .strictObject({
        at: z
            .string()
            .regex(
                /^\/domain(\/[A-Za-z_][A-Za-z0-9_.-]*)*$/,
                'must be the path of an element that begins with /domain, such as "/domain/devices"',
            )
            .describe("Path of the parent element, such as /domain or /domain/devices."),
        xml: z
            .string()
            .describe(
                "One element with its content. Addresses and defaults that libvirt adds are kept.",
            ),
    })
    .meta({
        id: "ExtraXml",
        description: "An element of libvirt's domain XML that has no field here.",
    });
export type ExtraXml = z.infer<typeof ExtraXml>;

/** Namespaces that libvirt itself reads, by the prefix under which it writes them. */
export const NAMESPACES: Readonly<Record<string, string>> = {
    qemu: "http://libvirt.org/schemas/domain/qemu/1.0",
};

/** Text that is no element, and elements that have a property or a parent of their own. */
export function validateExtraXml({
    extraXml,
}: {
    readonly extraXml: readonly ExtraXml[];
}): Issue[] {
    // The list or an entry of it may still be open.
    if (!Array.isArray(extraXml)) return [];
    return extraXml.flatMap((entry: Partial<ExtraXml>, index) => {
        const { at, xml } = entry;
        if (typeof at !== "string" || typeof xml !== "string") return [];
        return [
            ...parentIssues(at, ["extraXml", index, "at"]),
            ...elementIssues(at, xml, ["extraXml", index, "xml"]),
        ];
    });
}

/** The element of an entry; undefined where the text is not one, which another rule refuses. */
export function extraElement(xml: string): Element | undefined {
    try {
        return parse(xml);
    } catch {
        return undefined;
    }
}

const DEVICES = "/domain/devices";

const parentIssues = (at: string, path: errors.Path): Issue[] =>
    at.startsWith(`${DEVICES}/`) ? [errors.extraXmlParent(path, { devices: DEVICES })] : [];

function elementIssues(at: string, xml: string, path: errors.Path): Issue[] {
    let root: Element;
    try {
        root = parse(xml);
    } catch (error) {
        const reason = error instanceof Error ? error.message : "no XML";
        return [errors.extraXmlMalformed(path, { reason })];
    }
    const element = root.name;
    const container = `${at}/${element}`;
    if (CONTAINERS.has(container)) return [errors.extraXmlContainer(path, { element, container })];
    const instead = modelledAs(at, root);
    if (instead !== undefined) return [errors.extraXmlModelled(path, { element, instead })];
    const prefix = unboundPrefix(root, new Set(["xml", ...Object.keys(NAMESPACES)]));
    return prefix === undefined ? [] : [errors.extraXmlPrefix(path, { prefix })];
}

/** The first prefix that no element around it and nobody else declares. */
function unboundPrefix(one: Element, known: ReadonlySet<string>): string | undefined {
    const declared = Object.keys(one.attributes).flatMap((name) =>
        name.startsWith("xmlns:") ? [name.slice("xmlns:".length)] : [],
    );
    const bound = new Set([...known, ...declared, "xmlns"]);
    const names = [one.name, ...Object.keys(one.attributes)];
    const prefixes = names.flatMap((name) =>
        name.includes(":") ? [name.split(":")[0] ?? ""] : [],
    );
    const unbound = prefixes.find((prefix) => !bound.has(prefix));
    if (unbound !== undefined) return unbound;
    return one.children
        .flatMap((child) => (typeof child === "string" ? [] : [unboundPrefix(child, bound)]))
        .find((prefix) => prefix !== undefined);
}
