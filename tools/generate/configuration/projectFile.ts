import { isMap, parseDocument, type Document } from "yaml";
import { documentedKeys } from "./documentedKeys";

/** Pulumi.yaml with the section `config` made of the schema. Comments stay, and the order of the keys that are there. */
export function projectFile(text: string): string {
    const document = parseDocument(text);
    const section = document.get("config");
    if (!isMap(section)) throw new Error("the file has no section config");
    const declared = declarations();
    const gone = section.items.map(({ key }) => String(key)).filter((key) => !(key in declared));
    for (const key of gone) section.delete(key);
    for (const [key, declaration] of Object.entries(declared)) {
        section.set(key, nodeOf(document, declaration));
    }
    return document.toString({ lineWidth: 0 });
}

/** What Pulumi has words for (pulumi.com/docs/iac/concepts/projects/project-file, "config options"). */
interface Declaration {
    readonly type: "string" | "object" | "array";
    /** Pulumi wants to know of an array what is in it. */
    readonly items?: { readonly type: "string" };
    /** A key without one would have to be set in every stack. */
    readonly default: unknown;
    readonly description: string;
}

/** The part of a JSON schema that is of use here. */
interface Field {
    readonly type: Declaration["type"];
    readonly description: string;
    readonly default?: unknown;
    readonly secret?: boolean;
    readonly properties?: object;
    readonly additionalProperties?: { readonly properties: object } | false;
}

function declarations(): Record<string, Declaration> {
    const { lab } = documentedKeys();
    const fields = Object.entries(lab as Record<string, Field>); // every key is declared so
    return Object.fromEntries(fields.map(([key, field]) => [key, declarationOf(key, field)]));
}

/** Pulumi has no types for what is inside an object, and no default for a secret: the description tells. */
function declarationOf(key: string, { type, ...field }: Field): Declaration {
    const { default: value = type === "array" ? [] : "" } = field;
    const { properties = {}, additionalProperties: entry = false } = field;
    const inside = Object.keys(entry === false ? properties : entry.properties);
    const sentences = [
        field.description,
        ...(inside.length > 0 ? [`Fields: ${inside.join(", ")}.`] : []),
        ...(field.secret === true ? [`Set it with "pulumi config set --secret ${key}".`] : []),
    ];
    const items = type === "array" ? { items: { type: "string" } as const } : {};
    return { type, ...items, default: value, description: sentences.join(" ") };
}

function nodeOf(document: Document, declaration: Declaration) {
    const node = document.createNode(declaration);
    const value = node.get("default", true);
    if (isMap(value)) value.flow = true;
    return node;
}
