// @ts-check
import { join } from "node:path";
import { buildGoCommand } from "./goModule.mjs";
import { pinnedVersion } from "./pulumiVersion.mjs";

/**
 * Builds the CLI and its Node.js language host from their Go modules.
 * @param {string} folder
 * @param {(detail: string) => void} say
 * @param {AbortSignal} signal
 */
export async function buildPulumi(folder, say, signal) {
    await buildGoCommand(
        {
            module: "tools/pulumi-language-nodejs",
            target: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
            output: join(folder, "pulumi-language-nodejs"),
        },
        (detail) => say(`language host from its Go module, ${detail}`),
        signal,
    );
    await buildGoCommand(
        {
            module: "tools/pulumi",
            target: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
            output: join(folder, "pulumi"),
            // Pulumi's Automation API refuses a CLI that does not know its version.
            linkerFlags: `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pinnedVersion}`,
        },
        (detail) => say(`CLI from its Go module, ${detail}`),
        signal,
    );
}
