import type { InstalledVolume } from "../../schema/installedVolume";

export type InstallationPlan = Pick<InstalledVolume, "phases" | "doneText" | "floppyFiles">;

/** A failure shows so many lines of COM1. */
const LINES_SHOWN = 8;
const LONGEST_LINE = 200;
/** Shorter lines of the floppy occur in other lines by chance. */
const SHORTEST_SECRET = 4;

/** The phase of an installation, from its restarts and the text on COM1. */
export class InstallationProgress {
    readonly #plan: InstallationPlan;
    readonly #secrets: readonly string[];
    readonly #onPhase: (name: string) => void;
    #phase = "start";
    #restarts = 0;
    #unfinished = "";
    #said: string[] = [];
    #isDone = false;

    constructor(plan: InstallationPlan, onPhase: (name: string) => void) {
        this.#plan = plan;
        this.#secrets = linesOf(plan.floppyFiles);
        this.#onPhase = onPhase;
        this.#enter(({ restarts }) => restarts === 0);
    }

    get phase(): string {
        return this.#phase;
    }

    /** Whether COM1 has had the final text. */
    get isDone(): boolean {
        return this.#isDone;
    }

    /** The last lines of COM1. */
    get said(): readonly string[] {
        return this.#said;
    }

    restarted(): void {
        this.#restarts += 1;
        this.#enter(({ restarts }) => restarts === this.#restarts);
    }

    /** Receives data from COM1. */
    hear(data: Buffer): void {
        const lines = (this.#unfinished + data.toString("latin1")).split(/[\r\n]+/);
        // A guest that never ends its line must not fill the memory.
        this.#unfinished = (lines.pop() ?? "").slice(-LONGEST_LINE);
        lines.filter((line) => line.trim() !== "").forEach((line) => this.#line(line));
    }

    #line(line: string): void {
        this.#said = [...this.#said, this.#shown(line)].slice(-LINES_SHOWN);
        this.#enter(({ serialText }) => serialText !== undefined && line.includes(serialText));
        this.#isDone ||= line.includes(this.#plan.doneText);
    }

    /** Hides lines of the floppy, which may contain the product key or a password. */
    #shown(line: string): string {
        if (this.#secrets.some((one) => line.includes(one))) return "(a line of the floppy)";
        return line.replace(/[^ -~]/g, "?").slice(0, LONGEST_LINE);
    }

    #enter(begins: (phase: InstallationPlan["phases"][number]) => boolean): void {
        const phase = this.#plan.phases.find(begins);
        if (phase === undefined) return;
        this.#phase = phase.name;
        this.#onPhase(phase.name);
    }
}

/** The lines of the floppy's texts, and the values in them. A file with a zero byte is a program. */
function linesOf(files: InstalledVolume["floppyFiles"]): string[] {
    const texts = Object.values(files).filter((text) => !text.includes("\0"));
    const lines = texts.flatMap((text) => text.split(/[\r\n]+/));
    const values = lines.flatMap((line) => /^[^=\s]+=\s*"(.*)"$/.exec(line)?.[1] ?? []);
    return [...lines, ...values]
        .map((text) => text.trim())
        .filter((text) => text.length >= SHORTEST_SECRET);
}
