/** A line of the output of `up --json` (sdk/go/common/apitype/events.go). */
interface EngineEvent {
    readonly diagnosticEvent?: {
        readonly severity: string;
        readonly message: string;
        readonly urn?: string;
    };
}

/**
 * Messages after the errors themselves, sometimes of the stack and sometimes without a resource. The second
 * appears where the program ran in a process that the command line had not started.
 */
const SUMMARIES = ["update failed", "BAIL: run bailed"];

export const isSummary = (message: string): boolean =>
    SUMMARIES.includes(textOf(message).replace(/^error: /, ""));

/** A run's errors by the name of the resource; those of the program itself have none. */
export function errorsIn(events: string): Record<string, string[]> {
    const errors: Record<string, string[]> = {};
    for (const line of events.split("\n").filter(Boolean)) {
        const { diagnosticEvent } = JSON.parse(line) as EngineEvent;
        if (diagnosticEvent?.severity !== "error") continue;
        const { urn = "", message } = diagnosticEvent;
        const text = textOf(message);
        if (!isSummary(message)) (errors[urn.split("::").at(-1) ?? ""] ??= []).push(text);
    }
    return errors;
}

/** A message without its colours. */
const textOf = (message: string) => message.replace(/<\{%.*?%\}>/g, "").trim();
