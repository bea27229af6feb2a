// @ts-check
import { run } from "../lab/command.mjs";
import { Problem } from "../lab/problem.mjs";

/** The mirror of Debian that this machine's apt is configured with. */
export async function debianMirror() {
    const words = ["indextargets", "--format", "$(LABEL) $(SITE)", "Created-By: Packages"];
    const mirror = parseTargets(
        await run("apt-get", words, {
            remedy: "Run this on Debian: it takes its mirror from apt.",
        }),
    );
    if (mirror === undefined) {
        throw new Problem(
            "apt knows no mirror of Debian.",
            "Name one in /etc/apt/sources.list, and run `apt-get update`.",
        );
    }
    return mirror;
}

/** @param {string} text lines of a repository's label and its site */
export function parseTargets(text) {
    return /^Debian (\S+)$/m.exec(text)?.[1];
}
