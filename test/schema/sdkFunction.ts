import * as ts from "typescript";
import { namesOf, sourceOf } from "./sdkResource";

/** Names that the generated function's arguments and result have, sorted; those of its Output form too. */
export function sdkFunction(token: string) {
    const name = token.slice(token.lastIndexOf(":") + 1);
    const { statements } = sourceOf(name);
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const members = (suffix: string) => {
        const found = statements
            .filter(ts.isInterfaceDeclaration)
            .find((one) => one.name.text === `${type}${suffix}`);
        return [...(found?.members ?? [])].filter(ts.isPropertySignature);
    };
    const result = members("Result");
    return {
        args: namesOf(members("Args")),
        outputArgs: namesOf(members("OutputArgs")),
        result: namesOf(result),
        optionalResult: namesOf(result.filter(({ questionToken }) => questionToken !== undefined)),
        exported: statements
            .filter(ts.isFunctionDeclaration)
            .map((one) => one.name?.text ?? "")
            .sort(),
    };
}
