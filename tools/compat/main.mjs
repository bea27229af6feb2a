// @ts-check
import { isRoot } from "../lab/administrator.mjs";
import { runTool } from "../lab/runTool.mjs";
import { asRoot } from "./asRoot.mjs";
import { compare } from "./compare.mjs";
import { parseRequest } from "./request.mjs";

await runTool(async () => {
    const words = process.argv.slice(2);
    const request = parseRequest(words);
    await (isRoot ? compare(request) : asRoot(process.argv[1] ?? "", words));
}, "Interrupted.");
