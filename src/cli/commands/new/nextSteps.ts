import type { Output } from "../../output/io";
import { paint } from "../../output/paint";

/** The state of a new project and of the machine that it is on. */
export interface Made {
    /** Relative to the current folder. */
    readonly folder: string;
    readonly hasImage: boolean;
    readonly isInstalled: boolean;
    /** The Pulumi CLI: not on the PATH, not logged in to a backend, or ready. */
    readonly pulumi: "missing" | "logged-out" | "ready";
}

export type Step = readonly [command: string, meaning: string];

const ALWAYS = true;

/** The remaining steps, in order. */
export function nextSteps({ folder, hasImage, isInstalled, pulumi }: Made): Step[] {
    const all: readonly (readonly [needed: boolean, ...step: Step])[] = [
        [folder !== ".", `cd ${folder}`, "enter the project"],
        [!isInstalled, "npm install", "install xplab and Pulumi's SDK"],
        [pulumi === "missing", "curl -fsSL https://get.pulumi.com | sh", "install the Pulumi CLI"],
        [pulumi !== "ready", "pulumi login --local", "keep the state on this machine"],
        [ALWAYS, "pulumi stack init dev", "once; choose a passphrase for its secrets"],
        [!hasImage, "pulumi config set image ~/xp-sp3.qcow2", "name your Windows XP image"],
        [ALWAYS, "pulumi up", "start the lab"],
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
