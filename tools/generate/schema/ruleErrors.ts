import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as errors from "../../../src/errors";

/** A finding that a rule between fields can make. */
export interface RuleError {
    readonly code: string;
    readonly title: string;
}

/** Relative to the root of a clone, where `npm run schema` runs. */
const SOURCES = join("src", "schema");

/** Names that a function's text uses, among them those of findings and of other functions. */
type Uses = ReadonlyMap<string, readonly string[]>;

/** What each rule of a schema finds wrong, by the rule's name. Its source is read, as a rule itself only tells of a value. */
export function readRuleErrors(): (rule: string) => RuleError[] {
    const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" });
    const uses: Uses = new Map(
        files
            .filter((name) => name.endsWith(".ts"))
            .flatMap((name) => functionsIn(join(SOURCES, name))),
    );
    return (rule) => errorsOf(rule, uses);
}

function errorsOf(rule: string, uses: Uses): RuleError[] {
    if (!uses.has(rule)) throw new Error(`no source has the rule ${rule}`);
    const names = new Set([rule]);
    // A set's iteration also visits what is added on the way.
    for (const name of names) for (const used of uses.get(name) ?? []) names.add(used);
    return [...names].flatMap(errorOf);
}

function errorOf(name: string): RuleError[] {
    const found: unknown = Object.hasOwn(errors, name) ? Reflect.get(errors, name) : undefined;
    if (typeof found !== "function" || !("row" in found)) return [];
    const { code, title } = found.row as errors.FindingMaker<void>["row"]; // a finding's own
    return [{ code, title }];
}

function functionsIn(file: string): [string, string[]][] {
    const text = readFileSync(file, "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    return source.statements.flatMap((one): [string, string[]][] => {
        if (ts.isFunctionDeclaration(one)) return [[one.name?.text ?? "", namesIn(one)]];
        if (!ts.isVariableStatement(one)) return [];
        return one.declarationList.declarations
            .filter(
                ({ initializer }) => initializer !== undefined && ts.isArrowFunction(initializer),
            )
            .map((arrow) => [arrow.name.getText(), namesIn(arrow)]);
    });
}

function namesIn(node: ts.Node): string[] {
    const own = ts.isIdentifier(node) ? [node.text] : [];
    const inner: string[] = [];
    ts.forEachChild(node, (child) => void inner.push(...namesIn(child)));
    return [...own, ...inner];
}
