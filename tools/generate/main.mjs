// `npm run schema`: writes everything that is generated from the code: schemas, the SDK and the generated pages.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

const node = process.execPath;

/** In order: the SDK is generated from schema.json, and the last build compiles it. */
const STEPS = [
    ["npx", "tsc", "-p", "tools/generate/tsconfig.json", "--noCheck"],
    [node, "node_modules/.cache/generate/tools/generate/write.js"],
    [node, "tools/lab/generateSdk.mjs", "schema.json", "sdks/libvirt"],
    ["npm", "run", "build"],
];

for (const [program = "", ...words] of STEPS) {
    const { status } = spawnSync(program, words, { cwd: root, stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
}
