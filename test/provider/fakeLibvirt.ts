import { errorCode, LibvirtError, type Libvirt, type ProcedureName } from "../../src/libvirt";
import type { CreateContext, CallContext } from "../../src/provider/lifecycle/resource";

/** The capabilities of a Debian host. */
export const CAPABILITIES =
    "<capabilities><host><secmodel><model>dac</model><doi>0</doi><baselabel type='kvm'>+64055:+108</baselabel></secmodel></host></capabilities>";

type Answers = Partial<Record<ProcedureName, (args: never) => unknown>>;

interface Transfers {
    upload?: (chunks: Buffer[], volume: unknown) => void;
    download?: (volume: unknown) => readonly Buffer[];
}

/** A host that gives the set answers and records all calls. A call without an answer fails the test. */
export function fakeLibvirt(answers: Answers, transfers: Transfers = {}, uri = "fake:///") {
    const calls: [procedure: string, args: unknown][] = [];
    const fake = {
        uri,
        async call(procedure: ProcedureName, args: object) {
            calls.push([procedure, args]);
            const answer = answers[procedure] as ((args: object) => unknown) | undefined;
            if (answer === undefined) throw new Error(`${procedure} was not expected`);
            return Promise.resolve(answer(args));
        },
        async upload(volume: unknown, source: AsyncIterable<Uint8Array>) {
            calls.push(["upload", { volume }]);
            const chunks: Buffer[] = [];
            for await (const chunk of source) chunks.push(Buffer.from(chunk));
            transfers.upload?.(chunks, volume);
        },
        async *download(volume: unknown) {
            calls.push(["download", { volume }]);
            await Promise.resolve();
            yield* transfers.download?.(volume) ?? [];
        },
    };
    // The class keeps its connections in private fields, which no object literal can have.
    return { libvirt: fake as unknown as Libvirt, calls };
}

export function libvirtError(code: keyof typeof errorCode, message: string = code): LibvirtError {
    const [domain, level, procedure] = [0, 2, "fake"];
    return new LibvirtError({ message, code: errorCode[code], domain, level, procedure });
}

/** An answer that fails. */
export const failing = (code: keyof typeof errorCode, message?: string) => () => {
    throw libvirtError(code, message);
};

/** The context of a handler's create, and what was registered and logged in it. */
export function createContext(libvirt: Libvirt, given: Partial<CreateContext> = {}) {
    const undone: (() => Promise<unknown>)[] = [];
    const said: string[] = [];
    const context: CreateContext = {
        ...callContext(libvirt, said),
        nameIsOurs: true,
        undo: (step) => undone.push(step),
        ...given,
    };
    const rollBack = async () => {
        for (const step of undone.reverse()) await step();
    };
    return { context, said, rollBack };
}

export const callContext = (libvirt: Libvirt, said: string[] = []): CallContext => ({
    libvirt,
    urn: "urn:pulumi:dev::xp-lab::libvirt:index:Domain::xp",
    signal: new AbortController().signal,
    log: (severity, message) => said.push(`${severity}: ${message}`),
});
