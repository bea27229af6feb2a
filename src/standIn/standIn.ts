import { setTimeout as sleep } from "node:timers/promises";
import { isOperationFailed, type Domain, type GuestConsole, type Libvirt } from "../libvirt";
import { type Answer, parseAnswer, parseReadiness, type Readiness } from "./answer";
import { ConsoleLines } from "./consoleLines";
import { StandInError } from "./standInError";

const readyTimeoutMs = 120_000;
const answerTimeoutMs = 60_000;
const repeatMs = 1000;

/** A stand-in guest that runs, spoken to over its first serial port. */
export class StandIn {
    readonly #name: string;
    readonly #lines: ConsoleLines;

    constructor(console: GuestConsole, name: string) {
        this.#name = name;
        this.#lines = new ConsoleLines(console, (cause) => closed(name, cause));
    }

    /** Opens a running domain's console; `force` takes it from whoever has it. */
    static async attach(
        libvirt: Pick<Libvirt, "openConsole">,
        domain: Domain,
        { force = false }: { force?: boolean } = {},
    ): Promise<StandIn> {
        try {
            return new StandIn(await libvirt.openConsole(domain, { force }), domain.name);
        } catch (error) {
            throw isOperationFailed(error) ? inUse(domain.name, error) : error;
        }
    }

    /** Waits until it says that it is up. It may have said so before, and says it again when asked. */
    async ready(limitMs = readyTimeoutMs): Promise<Readiness> {
        const silence = () =>
            new StandInError(`"${this.#name}" was not ready after ${limitMs} ms.`, lookAtIt);
        const answered = new AbortController();
        const readiness = this.#lines.read({ parse: parseReadiness, limitMs, silence });
        try {
            await Promise.race([readiness, this.#repeat("", answered.signal)]);
            return await readiness;
        } finally {
            answered.abort();
        }
    }

    /** Asks one question. */
    async ask(question: string, limitMs = answerTimeoutMs): Promise<Answer> {
        const answer = this.#lines.read({
            parse: (line) => parseAnswer(line, question),
            limitMs,
            silence: () =>
                new StandInError(
                    `"${this.#name}" has not answered "${question}" after ${limitMs} ms.`,
                    lookAtIt,
                ),
        });
        const [result] = await Promise.all([answer, this.#lines.write(question)]);
        return result;
    }

    /** What it found out; throws when it could not. */
    async tell(question: string, limitMs = answerTimeoutMs): Promise<string> {
        const { outcome, detail, text } = await this.ask(question, limitMs);
        if (outcome === "ok") {
            return detail;
        }
        throw new StandInError(
            `"${this.#name}" answered "${question}" by "${text}".`,
            "tools/stand-in/README.md lists what it can be asked.",
        );
    }

    close(): Promise<void> {
        return this.#lines.close();
    }

    async #repeat(line: string, until: AbortSignal): Promise<void> {
        while (!until.aborted && this.#lines.isOpen) {
            await this.#lines.write(line);
            await sleep(repeatMs, undefined, { signal: until }).catch(() => {});
        }
    }
}

const lookAtIt =
    "Look at its screen: it must run the stand-in, and be neither paused nor told to hang.";

function inUse(name: string, cause: Error): StandInError {
    return new StandInError(
        `The console of "${name}" cannot be opened: ${cause.message}.`,
        "A console has one client at a time. End the other one, or take it over with --force.",
        { cause },
    );
}

function closed(name: string, cause: unknown): StandInError {
    return new StandInError(
        `The console of "${name}" has been closed.`,
        "Look at whether it still runs, and whether somebody else has taken its console.",
        { cause },
    );
}
