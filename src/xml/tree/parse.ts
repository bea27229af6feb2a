import { SaxesParser } from "saxes";
import type { Element } from "./element";

interface OpenElement {
    readonly name: string;
    readonly attributes: Record<string, string>;
    readonly children: (Element | string)[];
}

/** Parses a document; drops indentation between elements. Throws if the text is not XML. */
export function parse(text: string): Element {
    const parser = new SaxesParser();
    const open: OpenElement[] = [{ name: "", attributes: {}, children: [] }];
    const current = () => {
        const last = open.at(-1);
        if (last === undefined) throw new Error("XML closes more elements than it opens");
        return last;
    };
    parser.on("error", (error) => {
        throw error;
    });
    parser.on("opentag", ({ name, attributes }) => {
        open.push({ name, attributes: { ...attributes }, children: [] });
    });
    parser.on("text", (content) => {
        current().children.push(content);
    });
    parser.on("cdata", (content) => {
        current().children.push(content);
    });
    parser.on("closetag", () => {
        const closed = withoutIndentation(current());
        open.pop();
        current().children.push(closed);
    });
    parser.write(text).close();
    const root = current().children.find((child) => typeof child !== "string");
    if (root === undefined) throw new Error("XML has no element");
    return root;
}

function withoutIndentation({ name, attributes, children }: OpenElement): Element {
    const hasElements = children.some((child) => typeof child !== "string");
    const kept = children.filter(
        (child) => typeof child !== "string" || !hasElements || child.trim() !== "",
    );
    return { name, attributes, children: kept };
}
