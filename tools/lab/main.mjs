// @ts-check
import { isInterrupted, passOnSignals } from "./interruption.mjs";
import { requireNode } from "./nodeVersion.mjs";
import { reportProblem } from "./reportProblem.mjs";

/** @type {Record<string, (words: readonly string[]) => Promise<void>>} */
const commands = {
    start: async (words) => (await import("./start.mjs")).start(words),
    down: async () => (await import("./down.mjs")).down(),
    talk: async (words) => (await import("./talk.mjs")).talk(words),
    test: async () => (await import("./test.mjs")).test(),
};

const [word = "", ...words] = process.argv.slice(2);
const command = commands[word];
passOnSignals();
if (command === undefined) {
    console.error(`usage: node tools/lab/main.mjs ${Object.keys(commands).join("|")}`);
    process.exitCode = 2;
} else {
    try {
        requireNode(process.versions.node);
        await command(words);
    } catch (error) {
        if (isInterrupted()) {
            console.error("\nInterrupted. Run the same command again to continue.");
            process.exitCode = 130;
        } else {
            reportProblem(error);
        }
    }
}
