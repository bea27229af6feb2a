import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { shellCommands, type ShellCommand } from "./shellCommands";

export const ROOT = resolve(__dirname, "../..");

export interface Document {
    /** Path in the repository. */
    readonly file: string;
    readonly text: string;
    readonly commands: readonly ShellCommand[];
    /** The example that it belongs to. */
    readonly example: string | undefined;
}

const namesIn = (folder: string) => readdirSync(join(ROOT, folder)).sort();

const pagesIn = (folder: string) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".md"))
        .map((name) => `${folder}/${name}`)
        .sort();

/** What a user reads. */
export const documents: readonly Document[] = [
    "README.md",
    "THREATS.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "bench/README.md",
    "tools/stand-in/README.md",
    ...pagesIn("docs"),
    ...namesIn("examples").map((name) => `examples/${name}/README.md`),
].map((file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const [, example] = /^examples\/([^/]+)\//.exec(file) ?? [];
    return { file, text, commands: shellCommands(text), example };
});
