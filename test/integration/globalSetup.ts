import { requirePulumi } from "../../tools/lab/pulumiCli.mjs";
import { makeHostsFolder } from "./host/folder";
import { choosePrefix } from "./support/host/names";

/** Finds the Pulumi CLI, and prepares the hosts that the tests run in. */
export default async function globalSetup(): Promise<void> {
    if (process.getuid?.() !== 0) {
        throw new Error("The integration tests create hosts of their own, which requires root.");
    }
    choosePrefix();
    process.env["PATH"] = `${await requirePulumi()}:${process.env["PATH"] ?? ""}`;
    await makeHostsFolder();
}
