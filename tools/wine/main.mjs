// @ts-check
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { asRoot } from "../compat/asRoot.mjs";
import { runApartInSight } from "../compat/root.mjs";
import { isRoot } from "../lab/administrator.mjs";
import { run } from "../lab/command.mjs";
import { Problem } from "../lab/problem.mjs";
import { showProgress } from "../lab/progress.mjs";
import { runTool } from "../lab/runTool.mjs";
import { wineRoot } from "./wineRoot.mjs";

/** Shows what Wine makes of everything that xplab writes for Windows: npm run wine -- [--seed N] [--cases N] */

const inside = fileURLToPath(new URL("inside.mjs", import.meta.url));
const helperFolder = fileURLToPath(new URL("helper", import.meta.url));

/** @param {readonly string[]} words */
async function compareWithWine(words) {
    const { seed, cases } = numbersOf(words);
    const root = await showProgress("Debian 13 with Wine 10", (say) => wineRoot(say));
    const folder = await mkdtemp(join(tmpdir(), "xplab-wine-"));
    try {
        const helper = join(folder, "helper.exe");
        await showProgress("Helper for Windows", () =>
            run("go", ["build", "-ldflags=-s", "-o", helper, "."], {
                cwd: helperFolder,
                env: { ...process.env, CGO_ENABLED: "0", GOOS: "windows", GOARCH: "amd64" },
            }),
        );
        await runApartInSight(process.execPath, [inside, root, helper, `${seed}`, `${cases}`]);
    } finally {
        await rm(folder, { recursive: true, force: true });
    }
}

/** @param {readonly string[]} words */
function numbersOf(words) {
    try {
        const { values } = parseArgs({
            args: [...words],
            options: {
                seed: { type: "string", default: "1" },
                cases: { type: "string", default: "400" },
            },
        });
        const [seed, cases] = [Number(values.seed), Number(values.cases)];
        if (Number.isSafeInteger(seed) && Number.isSafeInteger(cases) && cases > 0)
            return { seed, cases };
    } catch {
        // Reported below.
    }
    throw new Problem(
        `"${words.join(" ")}" is no seed and number of cases.`,
        "Write whole numbers: npm run wine -- --seed 7 --cases 400",
    );
}

await runTool(async () => {
    const words = process.argv.slice(2);
    numbersOf(words);
    await (isRoot ? compareWithWine(words) : asRoot(process.argv[1] ?? "", words));
}, "Interrupted.");
