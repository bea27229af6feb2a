// @ts-check
import { join } from "node:path";
import { goToolFolder } from "./goTool.mjs";

const name = "generate-sdk";

/**
 * Path of Pulumi's SDK generator.
 * @param {(detail: string) => void} say
 */
export async function sdkGenerator(say) {
    const tool = {
        name,
        module: "tools/pulumi",
        sources: ["go.mod", "go.sum", "generate-sdk/main.go"],
        target: "./generate-sdk",
    };
    return join(await goToolFolder(tool, say), name);
}
