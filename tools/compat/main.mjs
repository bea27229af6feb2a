// @ts-check
import { isRoot } from "../lab/administrator.mjs";
import { isInterrupted, passOnSignals } from "../lab/interruption.mjs";
import { requireNode } from "../lab/nodeVersion.mjs";
import { reportProblem } from "../lab/reportProblem.mjs";
import { asRoot } from "./asRoot.mjs";
import { compare } from "./compare.mjs";
import { parseRequest } from "./request.mjs";

passOnSignals();
try {
    requireNode(process.versions.node);
    const words = process.argv.slice(2);
    const request = parseRequest(words);
    await (isRoot ? compare(request) : asRoot(process.argv[1] ?? "", words));
} catch (error) {
    if (isInterrupted()) {
        console.error("\nInterrupted.");
        process.exitCode = 130;
    } else {
        reportProblem(error);
    }
}
