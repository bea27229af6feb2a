import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";

const SDK = join(__dirname, "..", "..", "sdks", "libvirt");

/** Names that the generated class of a resource and its arguments have, sorted. */
export function sdkResource(token: string) {
    const type = token.slice(token.lastIndexOf(":") + 1);
    const source = sourceOf(`${type.charAt(0).toLowerCase()}${type.slice(1)}`);
    const args = source.statements.find(
        (statement): statement is ts.InterfaceDeclaration =>
            ts.isInterfaceDeclaration(statement) && statement.name.text === `${type}Args`,
    );
    const made = source.statements.find(
        (statement): statement is ts.ClassDeclaration =>
            ts.isClassDeclaration(statement) && statement.name?.text === type,
    );
    const inputs = [...(args?.members ?? [])].filter(ts.isPropertySignature);
    const outputs = [...(made?.members ?? [])].filter(ts.isPropertyDeclaration).filter(isOutput);
    return {
        inputs: namesOf(inputs),
        requiredInputs: namesOf(inputs.filter(({ questionToken }) => questionToken === undefined)),
        outputs: namesOf(outputs),
        optionalOutputs: namesOf(outputs.filter(mayBeUndefined)),
    };
}

/** A generated file, by its name without extension. */
export function sourceOf(name: string): ts.SourceFile {
    const file = join(SDK, `${name}.ts`);
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
}

type Member = ts.PropertyDeclaration | ts.PropertySignature;

export const namesOf = (members: readonly Member[]) =>
    members.map(({ name }) => (ts.isIdentifier(name) ? name.text : "")).sort();

/** Statics are no outputs. */
const isOutput = ({ modifiers = [] }: { readonly modifiers?: Iterable<ts.ModifierLike> }) =>
    [...modifiers].every(({ kind }) => kind !== ts.SyntaxKind.StaticKeyword);

/** `pulumi.Output<T | undefined>` */
function mayBeUndefined({ type }: Member): boolean {
    const [argument] = (type && ts.isTypeReferenceNode(type) && type.typeArguments) || [];
    return (
        argument !== undefined &&
        ts.isUnionTypeNode(argument) &&
        argument.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword)
    );
}
