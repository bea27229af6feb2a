import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "../..");

/** Programs of users, as they would write them into one file. */
const programs: Readonly<Record<string, string>> = {
    quickStart: readFileSync(join(__dirname, "quickStart.ts"), "utf8"),
    typed: `
import { Lab, type LabMachineArgs, type MachineOutput } from "xplab";
import type * as pulumi from "@pulumi/pulumi";
const xp: LabMachineArgs = { count: undefined, memoryMiB: Promise.resolve(256), formerNames: ["old"] };
const lab = new Lab("lab", { image: "pool/xp", machines: { xp } });
export const address: pulumi.Output<string | null | undefined> = lab.machines.apply((all) => all["xp"]?.address);
export const all: pulumi.Output<Record<string, MachineOutput>> = lab.machines;
`,
    wrongNames: `
import { GoldenImage, Lab, LabNetwork } from "xplab";
new Lab("a", { image: "p/v", machines: { xp: { memory: 512 } } });
new Lab("b", { image: "p/v", machines: {}, network: {} });
new Lab("c", { image: "p/v", machines: {}, networks: { lan: { isolation: true } } });
new GoldenImage("d", { file: "xp.qcow2" });
new LabNetwork("e", { reach: "everything" });
new Lab("f", { image: "p/v", machines: { xp: { edition: "vista" } } });
new Lab("g", { image: "p/v", machines: { xp: { keepDisk: "yes" } } });
new Lab("h", { machines: {} });
`,
};

/** What the compiler says of each program, under `strict` and with nothing else set. */
function diagnose(options: ts.CompilerOptions = {}): Record<string, string[]> {
    const files = Object.entries(programs).map(
        ([name, text]) => [join(ROOT, `${name}.virtual.ts`), text] as const,
    );
    const settings: ts.CompilerOptions = {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        esModuleInterop: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.Node16,
        moduleResolution: ts.ModuleResolutionKind.Node16,
        types: ["node"],
        paths: { xplab: [join(ROOT, "src/index.ts")] },
        ...options,
    };
    const texts = new Map(files);
    const disk = ts.createCompilerHost(settings);
    const host: ts.CompilerHost = {
        ...disk,
        fileExists: (file) => texts.has(file) || disk.fileExists(file),
        readFile: (file) => texts.get(file) ?? disk.readFile(file),
        getSourceFile(file, version) {
            const text = texts.get(file);
            return text === undefined
                ? disk.getSourceFile(file, version)
                : ts.createSourceFile(file, text, version);
        },
    };
    const program = ts.createProgram([...texts.keys()], settings, host);
    return Object.fromEntries(
        Object.keys(programs).map((name, index) => [
            name,
            program
                .getSemanticDiagnostics(program.getSourceFile(files[index]?.[0] ?? ""))
                .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
        ]),
    );
}

test("programs compile under strict, and a wrong name is an error that names it", () => {
    const unknown = (field: string, type: string) =>
        `Object literal may only specify known properties, and '${field}' does not exist in type '${type}'.`;
    const { quickStart, typed, wrongNames = [] } = diagnose();
    expect({ quickStart, typed }).toEqual({ quickStart: [], typed: [] });
    const expected = [
        unknown("memory", "LabMachineArgs"),
        "Object literal may only specify known properties, but 'network' does not exist in type 'LabArgs'. Did you mean to write 'networks'?",
        unknown("isolation", "LabNetworkArgs"),
        unknown("file", "GoldenImageArgs"),
        `Type '"everything"' is not assignable to type `,
        `Type '"vista"' is not assignable to type `,
        "Type 'string' is not assignable to type 'boolean | undefined'.",
        "Argument of type '{ machines: {}; }' is not assignable to parameter of type 'LabArgs'.",
    ];
    // The compiler lists the members of a union in an order of its own.
    const beginnings = wrongNames.map((text, index) => text.slice(0, expected[index]?.length));
    expect(beginnings).toEqual(expected);
});

test("they compile under exactOptionalPropertyTypes too", () => {
    const { quickStart, typed } = diagnose({
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
    });
    expect({ quickStart, typed }).toEqual({ quickStart: [], typed: [] });
});
