import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A field of an interface or a class, as its source declares it. */
export interface Member {
    readonly name: string;
    /** Without `undefined`, and without the name of Pulumi's module: `Input<number>`. */
    readonly type: string;
    readonly isOptional: boolean;
    readonly text: string;
    /** What its `@default` says; in a lab's machine its `@defaultInLab`, where it has one. Without a full stop. */
    readonly default: string | undefined;
}

/** The interface of machines that have a lab to take settings from. */
const IN_LAB = "LabMachineArgs";

/** An interface or a class, with what it inherits from interfaces. */
export interface Declaration {
    readonly text: string;
    readonly members: readonly Member[];
}

export type Declarations = ReadonlyMap<string, Declaration>;

/** Relative to the root of a clone, where `npm run schema` runs. */
const SOURCES = join("src", "components");

type Node = ts.InterfaceDeclaration | ts.ClassDeclaration;

/** Every interface and every class of the components, by name. Only their syntax is read, which takes no type checker. */
export function readDeclarations(): Declarations {
    const nodes = new Map(filesIn(SOURCES).flatMap(nodesOf));
    return new Map([...nodes].map(([name, node]) => [name, declarationOf(node, nodes)] as const));
}

const filesIn = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => join(folder, name));

function nodesOf(file: string): [string, Node][] {
    const source = ts.createSourceFile(
        file,
        readFileSync(file, "utf8"),
        ts.ScriptTarget.ES2022,
        true,
    );
    return source.statements
        .filter((one) => ts.isInterfaceDeclaration(one) || ts.isClassDeclaration(one))
        .map((one) => [one.name?.text ?? "", one]);
}

function declarationOf(
    node: Node,
    nodes: ReadonlyMap<string, Node>,
    isInLab = node.name?.text === IN_LAB,
): Declaration {
    const inherited = (node.heritageClauses ?? [])
        .flatMap(({ types }) => types)
        .map(({ expression }) => nodes.get(expression.getText()))
        .filter((base) => base !== undefined)
        .flatMap((base) => declarationOf(base, nodes, isInLab).members);
    const members = [...node.members].flatMap((member) => memberOf(member, isInLab));
    return { text: documentationOf(node, isInLab).text, members: [...members, ...inherited] };
}

function memberOf(node: ts.TypeElement | ts.ClassElement, isInLab: boolean): Member[] {
    const isField = ts.isPropertySignature(node) || ts.isPropertyDeclaration(node);
    if (!isField || isHidden(node) || node.type === undefined) return [];
    const member = {
        name: node.name.getText(),
        type: node.type.getText().replace(" | undefined", "").replaceAll("pulumi.", ""),
        isOptional: node.questionToken !== undefined,
    };
    return [{ ...member, ...documentationOf(node, isInLab) }];
}

const isHidden = (node: ts.Declaration) =>
    (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Static)) !==
    0;

function documentationOf(node: ts.Node, isInLab: boolean): Pick<Member, "text" | "default"> {
    const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
    const tagged = (name: string) =>
        onOneLine(comment?.tags?.find(({ tagName }) => tagName.text === name)?.comment);
    const inLab = isInLab ? tagged("defaultInLab") : undefined;
    return { text: onOneLine(comment?.comment) ?? "", default: inLab ?? tagged("default") };
}

const onOneLine = (comment: ts.JSDoc["comment"]) =>
    ts.getTextOfJSDocComment(comment)?.replaceAll(/\s*\n\s*/g, " ");
