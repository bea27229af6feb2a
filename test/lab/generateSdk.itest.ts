import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../tools/lab/command.mjs";
import { sdkGenerator } from "../../tools/lab/sdkGenerator.mjs";

const schema = {
    name: "libvirt",
    version: "1.0.0",
    provider: {},
    resources: { "libvirt:index:Pool": { properties: { path: { type: "string" } } } },
};
const buildLimitMs = 300_000;
let folder: string;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-sdk-"));
});

afterEach(() => {
    rmSync(folder, { recursive: true });
});

async function generate(text: string) {
    const schemaFile = join(folder, "schema.json");
    writeFileSync(schemaFile, text);
    await run(await sdkGenerator(() => {}), [schemaFile, join(folder, "sdk")]);
}

test(
    "writes sources only, and removes those of resources that are gone",
    async () => {
        const sdk = join(folder, "sdk");
        mkdirSync(join(sdk, "bin"), { recursive: true });
        const kept = ["package.json", "bin/domain.d.ts"];
        for (const name of [...kept, "domain.ts"]) {
            writeFileSync(join(sdk, name), "by hand");
        }
        await generate(JSON.stringify(schema));
        expect(readdirSync(sdk).sort()).toEqual([
            "bin",
            "index.ts",
            "package.json",
            "pool.ts",
            "provider.ts",
            "utilities.ts",
        ]);
        for (const name of kept) {
            expect(readFileSync(join(sdk, name), "utf8")).toBe("by hand");
        }
        expect(readFileSync(join(sdk, "pool.ts"), "utf8")).toContain("'libvirt:index:Pool'");
    },
    buildLimitMs,
);

test(
    "refuses a schema that is none",
    async () => {
        await expect(generate("{")).rejects.toThrow("is not a Pulumi schema");
        const wrong = { ...schema, resources: { Pool: {} } };
        await expect(generate(JSON.stringify(wrong))).rejects.toThrow(
            "is not a valid Pulumi schema",
        );
    },
    buildLimitMs,
);
