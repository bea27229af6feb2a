import { setTimeout as sleep } from "node:timers/promises";
import {
    consoleEnded,
    consoleTaken,
    standInCannot,
    standInNotReady,
    standInSilent,
} from "../errors";
import { isOperationFailed, type Domain, type GuestConsole, type Libvirt } from "../libvirt";
import { type Answer, parseAnswer, parseReadiness, type Readiness } from "./answer";
import { ConsoleLines } from "./consoleLines";

const readyTimeoutMs = 120_000;
const answerTimeoutMs = 60_000;
const repeatMs = 1000;

/** A running stand-in guest, reached over its first serial port. */
export class StandIn {
    readonly #name: string;
    readonly #lines: ConsoleLines;

    constructor(console: GuestConsole, name: string) {
        this.#name = name;
        this.#lines = new ConsoleLines(console, (cause) =>
            consoleEnded({ machine: name }, { cause }),
        );
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
            if (!isOperationFailed(error)) throw error;
            const { name: machine } = domain;
            throw consoleTaken({ machine, reason: error.message }, { cause: error });
        }
    }

    /** Waits until it reports that it is ready; it repeats the report when asked. */
    async ready(limitMs = readyTimeoutMs): Promise<Readiness> {
        const silence = () => standInNotReady({ machine: this.#name, limitMs });
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
            silence: () => standInSilent({ machine: this.#name, question, limitMs }),
        });
        const [result] = await Promise.all([answer, this.#lines.write(question)]);
        return result;
    }

    /** Asks, and returns the detail of the answer; throws unless it is "ok". */
    async tell(question: string, limitMs = answerTimeoutMs): Promise<string> {
        const { outcome, detail, text } = await this.ask(question, limitMs);
        if (outcome === "ok") {
            return detail;
        }
        throw standInCannot({ machine: this.#name, question, answer: text });
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
