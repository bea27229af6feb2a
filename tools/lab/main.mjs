// @ts-check
import { runTool } from "./runTool.mjs";

/** @type {Record<string, (words: readonly string[]) => Promise<void>>} */
const commands = {
    start: async (words) => (await import("./start.mjs")).start(words),
    down: async () => (await import("./down.mjs")).down(),
    talk: async (words) => (await import("./talk.mjs")).talk(words),
    test: async () => (await import("./test.mjs")).test(),
};

const [word = "", ...words] = process.argv.slice(2);
const command = commands[word];
if (command === undefined) {
    console.error(`usage: node tools/lab/main.mjs ${Object.keys(commands).join("|")}`);
    process.exitCode = 2;
} else {
    await runTool(() => command(words), "Interrupted. Run the same command again to continue.");
}
