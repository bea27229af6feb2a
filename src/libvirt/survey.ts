/** What a survey asks. */
export interface SurveyQuestions<Handle, Description> {
    readonly list: () => Promise<readonly Handle[]>;
    /** Another key asks for another description. */
    readonly keyOf: (handle: Handle) => string;
    readonly describe: (handle: Handle) => Promise<Description>;
}

interface Entry<Description> {
    readonly readAt: number;
    readonly description: Promise<Description>;
}

/**
 * How long a description is believed. Coming and going is seen by every survey; what another program changes in an
 * object that stays (`virsh edit`) may be missed for this long, what this process changes it forgets at once.
 */
const BELIEVED_MILLISECONDS = 30_000;

/** Describes all of a kind of object, so that asking N times reads N descriptions and not N². */
export class Survey<Handle, Description> {
    readonly #ask: SurveyQuestions<Handle, Description>;
    readonly #entries = new Map<string, Entry<Description>>();
    #current: Promise<Description[]> | undefined;
    #next: Promise<Description[]> | undefined;

    constructor(questions: SurveyQuestions<Handle, Description>) {
        this.#ask = questions;
    }

    /** As things stand after the call: all that come while a survey is under way share the one after it. */
    all(): Promise<Description[]> {
        const current = this.#current;
        if (current === undefined) return this.#start();
        const start = () => this.#start();
        this.#next ??= current.then(start, start);
        return this.#next;
    }

    /** Asks anew for what has a key that begins so. */
    forget(start: string): void {
        for (const key of this.#entries.keys())
            if (key.startsWith(start)) this.#entries.delete(key);
    }

    #start(): Promise<Description[]> {
        const survey = this.#run();
        this.#next = undefined;
        this.#current = survey;
        const end = () => {
            if (this.#current === survey) this.#current = undefined;
        };
        survey.then(end, end);
        return survey;
    }

    async #run(): Promise<Description[]> {
        const handles = new Map((await this.#ask.list()).map((one) => [this.#ask.keyOf(one), one]));
        for (const key of this.#entries.keys()) if (!handles.has(key)) this.#entries.delete(key);
        return Promise.all([...handles].map(([key, handle]) => this.#describe(key, handle)));
    }

    #describe(key: string, handle: Handle): Promise<Description> {
        const known = this.#entries.get(key);
        const now = performance.now();
        if (known !== undefined && now - known.readAt < BELIEVED_MILLISECONDS)
            return known.description;
        const description = this.#ask.describe(handle);
        this.#entries.set(key, { readAt: now, description });
        // Forgotten by now or not: nobody shall be told again of a failure that has passed.
        description.catch(() => this.#entries.delete(key));
        return description;
    }
}
