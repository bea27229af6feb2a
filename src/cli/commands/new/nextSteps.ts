import type { Output } from "../../output/io";
import { paint } from "../../output/paint";

/** What is known when a project has been made. */
export interface Made {
    /** As the user would name it. */
    readonly folder: string;
    readonly hasImage: boolean;
    readonly isInstalled: boolean;
    /** What the Pulumi CLI says: none on the PATH, nobody logged in to a backend, or ready. */
    readonly pulumi: "missing" | "logged-out" | "ready";
}

export type Step = readonly [command: string, meaning: string];

const ALWAYS = true;

/** What is left to do, in order. */
export function nextSteps({ folder, hasImage, isInstalled, pulumi }: Made): Step[] {
    const all: readonly (readonly [needed: boolean, ...step: Step])[] = [
        [folder !== ".", `cd ${folder}`, "the project"],
        [!isInstalled, "npm install", "xplab, Pulumi's SDK"],
        [pulumi === "missing", "curl -fsSL https://get.pulumi.com | sh", "the Pulumi CLI"],
        [pulumi !== "ready", "pulumi login --local", "keep the state on this machine"],
        [ALWAYS, "pulumi stack init dev", "once; a passphrase protects its secrets"],
        [!hasImage, "pulumi config set image ~/xp-sp3.qcow2", "your Windows XP"],
        [ALWAYS, "pulumi up", "the lab"],
    ];
    return all.filter(([needed]) => needed).map(([, ...step]) => step);
}

export function nextStepsText(out: Output, steps: readonly Step[]): string {
    const width = Math.max(...steps.map(([command]) => command.length));
    const lines = steps.map(
        ([command, meaning]) =>
            `  ${paint(out, "bold", command.padEnd(width))}  ${paint(out, "dim", `# ${meaning}`)}\n`,
    );
    return `Next:\n${lines.join("")}`;
}
