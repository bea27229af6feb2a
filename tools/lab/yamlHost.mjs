// @ts-check
import { goToolFolder } from "./goTool.mjs";

/**
 * Folder with Pulumi's language host for YAML, to be put on the PATH. Tests need it: the Node.js host that can be built
 * from a Go module does not write the code that `pulumi import` shows.
 * @param {(detail: string) => void} say
 */
export function yamlHostFolder(say) {
    const tool = {
        name: "pulumi-language-yaml",
        module: "tools/pulumi-language-yaml",
        sources: ["go.mod", "go.sum"],
        target: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    };
    return goToolFolder(tool, say);
}
