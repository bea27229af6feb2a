import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { BAD_ARGUMENTS, BAD_LABS, BAD_SETTINGS, SECRET, type BadLab } from "./badConfigurations";
import { isSummary } from "../support/stack/diagnostics";
import { inventory } from "../support/host/inventory";
import { Stack } from "../support/stack/stack";

jest.setTimeout(600_000);

const PACKAGE = join(__dirname, "..", "..", "..", "dist", "index.js");
const GOOD = { image: "pool/golden", machines: { xp: {} } };

/** What a preview prints, and the resources that it would create. */
interface Preview {
    readonly errors: readonly string[];
    readonly planned: readonly string[];
}

let before: string[];
let configured: Stack;
let programmed: Stack;
let bySettings: Record<string, Preview>;
let byProgram: Record<string, Preview>;

/** Both at the same time: each preview is a command line that runs for seconds. */
beforeAll(async () => {
    before = await inventory();
    configured = await Stack.create({ project: "badsettings" });
    // A program with many errors ends with the last of them, and only a process of its own knows which that is.
    programmed = await Stack.create({ project: "badprogram", program: "", hasOwnProcess: true });
    [bySettings, byProgram] = await Promise.all([previewSettings(), previewPrograms()]);
});

afterAll(async () => {
    await configured.configure({});
    await programmed.setProgram("");
    await Promise.all([configured.dispose(), programmed.dispose()]);
});

async function previewSettings() {
    const previews: Record<string, Preview> = {};
    const encrypted = await encryptedSecret();
    for (const [what, row] of Object.entries<BadLab>({ ...BAD_LABS, ...BAD_SETTINGS })) {
        const text = JSON.stringify({ ...GOOD, ...row.lab }).replaceAll(`"${SECRET}"`, encrypted);
        await configured.configure(JSON.parse(text) as BadLab["lab"]);
        previews[what] = await preview(configured, row.environment);
    }
    return previews;
}

interface BadProgram {
    readonly args: string;
    readonly environment?: BadLab["environment"];
}

const BAD_PROGRAMS: readonly (readonly [what: string, row: BadProgram])[] = [
    ...Object.entries(BAD_LABS).map(([what, { lab, environment }]) => {
        const args = JSON.stringify({ ...GOOD, ...lab });
        return [what, { args, environment }] as const;
    }),
    ...Object.entries<BadProgram>(BAD_ARGUMENTS),
];

/**
 * Pulumi continues after an uncaught error and shows each: the errors of one environment are errors of one
 * program.
 */
async function previewPrograms() {
    const previews: Record<string, Preview> = {};
    const environments = new Set(BAD_PROGRAMS.map(([, { environment }]) => environment));
    for (const environment of environments) {
        const labs = BAD_PROGRAMS.filter(([, row]) => row.environment === environment).map(
            ([what, { args }], index) => ({ what, args, name: `lab-${index}` }),
        );
        const lines = labs.map(
            ({ name, args }) => `setImmediate(() => new Lab("${name}", ${args}));`,
        );
        await programmed.setProgram(
            [`const { Lab } = require("${PACKAGE}");`, ...lines].join("\n"),
        );
        const { errors, planned } = await preview(programmed, environment);
        for (const { what, name } of labs) {
            const own = errors.filter((error) => error.includes(`Lab "${name}" `));
            previews[what] = { errors: own.map((error) => error.replace(name, "lab")), planned };
        }
        expect(errors).toHaveLength(labs.length);
    }
    return previews;
}

async function preview(stack: Stack, environment: BadLab["environment"]): Promise<Preview> {
    const env = environment && { ...stack.variables, ...environment };
    const { stdout } = await stack.run(["preview", "--json"], env && { env });
    const { steps, diagnostics } = JSON.parse(stdout) as {
        steps: { urn: string }[];
        diagnostics: { severity: string; message: string }[];
    }; // the CLI's documented form
    return {
        errors: diagnostics.flatMap(({ severity, message }) =>
            severity === "error" && !isSummary(message) ? message : [],
        ),
        planned: steps.map(({ urn }) => urn.split("::").slice(2).join(" ")),
    };
}

/** Keys with another namespace, or that are no setting. */
const OF_NO_PROJECT = /^(libvirt:|xplab:|XPLAB_)/;

/** The secret as the configuration stores it. */
async function encryptedSecret(): Promise<string> {
    await configured.succeed("config", "set", "--secret", "any", SECRET);
    const file = await readFile(join(configured.folder, "project", "Pulumi.dev.yaml"), "utf8");
    const { config } = parse(file) as { config: Record<string, unknown> };
    return JSON.stringify(config[`${configured.project}:any`]);
}

/** Expects this error alone, and no resource except the stack itself. */
const refused = (stack: Stack, headline: string, lines: readonly string[]): Preview => ({
    errors: [["error: " + headline, ...lines.map((line) => `  ${line}`), ""].join("\n")],
    planned: [`pulumi:pulumi:Stack ${stack.project}-dev`],
});

describe("refuses a stack's configuration with", () => {
    test.each(Object.entries({ ...BAD_LABS, ...BAD_SETTINGS }))("%s", (what, { lines }) => {
        const named = lines.map((line) =>
            OF_NO_PROJECT.test(line) ? line : `${configured.project}:${line}`,
        );
        expect(bySettings[what]).toEqual(
            refused(configured, 'The configuration of stack "dev" cannot be used:', named),
        );
    });
});

describe("refuses a program with", () => {
    test.each(Object.entries<{ lines: readonly string[] }>({ ...BAD_LABS, ...BAD_ARGUMENTS }))(
        "%s",
        (what, { lines }) => {
            expect(byProgram[what]).toEqual(
                refused(programmed, 'Lab "lab" cannot be made:', lines),
            );
        },
    );
});

test("covers more than forty", () => {
    expect(Object.keys(BAD_LABS).length).toBeGreaterThanOrEqual(40);
});

test("creates nothing in any of the previews", async () => {
    expect(await inventory()).toEqual(before);
});
