import type { InstalledVolume } from "../../schema/installedVolume";

export type InstallationPlan = Pick<
    InstalledVolume,
    "phases" | "doneText" | "floppyFiles" | "warningText"
>;

/** What an installation reports while it goes on. */
export interface ProgressListener {
    readonly onPhase: (name: string) => void;
    /** Receives a line of COM1 about something that went wrong, printable and without secrets. */
    readonly onWarning: (line: string) => void;
}

/** A failure shows so many lines of COM1. */
const LINES_SHOWN = 8;
const LONGEST_LINE = 200;
/** Shorter lines of the floppy occur in other lines by chance. */
const SHORTEST_SECRET = 4;
/** A floppy has no more files, and so no more commands; a guest could repeat itself for ever. */
const MOST_WARNINGS = 224;

/** The phase of an installation, from its restarts and the text on COM1. */
export class InstallationProgress {
    readonly #plan: InstallationPlan;
    readonly #secrets: readonly string[];
    readonly #listener: ProgressListener;
    #phase = "start";
    #restarts = 0;
    #unfinished = "";
    #said: string[] = [];
    #warnings = 0;
    #isDone = false;

    constructor(plan: InstallationPlan, listener: ProgressListener) {
        this.#plan = plan;
        this.#secrets = linesOf(plan.floppyFiles);
        this.#listener = listener;
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
        const shown = this.#shown(line);
        this.#said = [...this.#said, shown].slice(-LINES_SHOWN);
        const { warningText } = this.#plan;
        if (warningText !== undefined && line.startsWith(warningText)) this.#warn(shown);
        this.#enter(({ serialText }) => serialText !== undefined && line.includes(serialText));
        this.#isDone ||= line.includes(this.#plan.doneText);
    }

    #warn(shown: string): void {
        this.#warnings += 1;
        if (this.#warnings <= MOST_WARNINGS) this.#listener.onWarning(shown);
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
        this.#listener.onPhase(phase.name);
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
