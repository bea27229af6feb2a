import type { GuestConsole } from "../libvirt";

/** A waiting reader; accepts a line, or leaves it to the next reader. */
interface Reader {
    take: (line: string) => boolean;
    fail: (error: Error) => void;
}

export interface Wait<T> {
    /** Returns undefined for a line that is for another reader. */
    parse: (line: string) => T | undefined;
    limitMs: number;
    /** The error after the time limit. */
    silence: () => Error;
}

/** A guest's serial console, line by line; each line goes to the first reader that accepts it. */
export class ConsoleLines {
    readonly #console: GuestConsole;
    readonly #readers = new Set<Reader>();
    #unfinished = "";
    #end: Error | undefined;

    /** @param closed The readers' error when the console closes. */
    constructor(console: GuestConsole, closed: (cause: unknown) => Error) {
        this.#console = console;
        void this.#listen(closed);
    }

    get isOpen(): boolean {
        return this.#end === undefined;
    }

    write(line: string): Promise<void> {
        return this.#console.write(Buffer.from(`${line}\n`));
    }

    close(): Promise<void> {
        return this.#console.close();
    }

    read<T>({ parse, limitMs, silence }: Wait<T>): Promise<T> {
        return new Promise((resolve, reject) => {
            if (this.#end !== undefined) {
                reject(this.#end);
                return;
            }
            const finish = () => {
                clearTimeout(timer);
                this.#readers.delete(reader);
            };
            const reader: Reader = {
                take: (line) => {
                    const found = parse(line);
                    if (found !== undefined) {
                        finish();
                        resolve(found);
                    }
                    return found !== undefined;
                },
                fail: (error) => {
                    finish();
                    reject(error);
                },
            };
            const timer = setTimeout(() => reader.fail(silence()), limitMs);
            this.#readers.add(reader);
        });
    }

    async #listen(closed: (cause: unknown) => Error): Promise<void> {
        let cause: unknown;
        try {
            for await (const chunk of this.#console) {
                this.#hear(chunk.toString("latin1"));
            }
        } catch (error) {
            cause = error;
        }
        const end = closed(cause);
        this.#end = end;
        this.#readers.forEach((reader) => reader.fail(end));
    }

    #hear(text: string): void {
        const lines = (this.#unfinished + text).split("\r\n");
        this.#unfinished = lines.pop() ?? "";
        for (const line of lines) {
            [...this.#readers].some((reader) => reader.take(line));
        }
    }
}
