import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..");

test("the program in the README compiles under strict", () => {
    expect(problemsOf(programInReadme())).toEqual([]);
});

test("a misspelt field in it is a compile error that names the field", () => {
    const misspelt = programInReadme().replace("memoryMiB: 512", "memoryMb: 512");
    expect(problemsOf(misspelt)).toEqual([
        "Object literal may only specify known properties, but 'memoryMb' does not exist in type 'LabMachineArgs'. Did you mean to write 'memoryMiB'?",
    ]);
});

test("the first example is the same program", () => {
    const example = readFileSync(join(root, "examples/first-lab/index.ts"), "utf8");
    expect(programInReadme()).toBe(example);
});

test("the shortest program, with Pulumi's default provider, compiles too", () => {
    const shortest = programInReadme()
        .replace(/^import \* as libvirt .*\n/m, "")
        .replace(/^\/\/ Explicit.*\nconst providers .*\n\n/m, "")
        .replaceAll(/,\s*\{ providers \},?/g, "");
    expect(shortest).not.toMatch(/libvirt|providers/);
    expect(problemsOf(shortest)).toEqual([]);
});

function programInReadme(): string {
    const [, program = ""] =
        /```ts\n(.*?)```/s.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
    return program;
}

/** What the compiler reports about a program in the root that imports xplab as a user does. */
function problemsOf(program: string): string[] {
    const file = join(root, "readme.ts");
    const options: ts.CompilerOptions = {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.Node16,
        moduleResolution: ts.ModuleResolutionKind.Node16,
        paths: {
            xplab: [join(root, "src/index.ts")],
            "xplab/libvirt": [join(root, "src/libvirtSdk.ts")],
        },
    };
    const host = ts.createCompilerHost(options);
    const readSourceFile = host.getSourceFile.bind(host);
    host.getSourceFile = (name, version, ...rest) =>
        name === file
            ? ts.createSourceFile(name, program, version)
            : readSourceFile(name, version, ...rest);
    const compiled = ts.createProgram([file], options, host);
    // Only the program's own problems: the sources of xplab pass stricter settings, but not strict alone.
    return ts
        .getPreEmitDiagnostics(compiled, compiled.getSourceFile(file))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
