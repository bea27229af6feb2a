/** How a survey lists and describes objects. */
export interface SurveyQuestions<Handle, Description> {
    readonly list: () => Promise<readonly Handle[]>;
    /** A new key needs a new description. */
    readonly keyOf: (handle: Handle) => string;
    readonly describe: (handle: Handle) => Promise<Description>;
}

interface Entry<Description> {
    readonly readAt: number;
    readonly description: Promise<Description>;
}

/**
 * How long a description is valid. Every survey sees new and removed objects. A change that another program makes to an
 * object (`virsh edit`) can be missed for this long; changes of this process are forgotten at once.
 */
const BELIEVED_MILLISECONDS = 30_000;

/** Describes all objects of a kind, so that N calls read N descriptions rather than N². */
export class Survey<Handle, Description> {
    readonly #ask: SurveyQuestions<Handle, Description>;
    readonly #entries = new Map<string, Entry<Description>>();
    #current: Promise<Description[]> | undefined;
    #next: Promise<Description[]> | undefined;

    constructor(questions: SurveyQuestions<Handle, Description>) {
        this.#ask = questions;
    }

    /** The state after the call: callers during a survey share the next one. */
    all(): Promise<Description[]> {
        const current = this.#current;
        if (current === undefined) return this.#start();
        const start = () => this.#start();
        this.#next ??= current.then(start, start);
        return this.#next;
    }

    /** Forgets the descriptions whose keys start with this. */
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
        // A failure is never cached, even if the entry was forgotten meanwhile.
        description.catch(() => this.#entries.delete(key));
        return description;
    }
}
