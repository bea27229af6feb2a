import { types } from "node:util";
import { downloadFailed, UserError } from "../../../errors";

/** A file that a web server is about to send. */
export interface WebFile {
    /** Where the content begins: a server may refuse to begin in the middle. */
    readonly fromBytes: number;
    /** Length of the whole file, if the server sends it. */
    readonly totalBytes: number | undefined;
    content(): AsyncGenerator<Uint8Array>;
    /** Ends the request, whether or not all of the file has come. */
    close(): void;
}

const MAX_REDIRECTS = 5;
/** A request ends when the server sends nothing for so long. */
const SILENCE_MILLISECONDS = 60_000;

/** Requests a file from a byte offset on. */
export async function openWebFile(
    url: string,
    fromBytes: number,
    signal: AbortSignal,
    silenceMilliseconds = SILENCE_MILLISECONDS,
): Promise<WebFile> {
    const watch = watchSilence(silenceMilliseconds, signal);
    const asRefused = (error: unknown) => {
        watch.end();
        signal.throwIfAborted();
        return asRefusal(url, error);
    };
    const response = await ask(url, fromBytes, watch.signal).catch((error: unknown) => {
        throw asRefused(error);
    });
    const { body } = response;
    const place = placeOf(response, fromBytes);
    return {
        ...place,
        close: () => watch.end(),
        async *content() {
            let bytes = place.fromBytes;
            try {
                // The type of a body does not say so, but Node's can be iterated over.
                for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
                    watch.heard();
                    bytes += chunk.length;
                    yield chunk;
                }
            } catch (error) {
                throw asRefused(error);
            }
            if (place.totalBytes !== undefined && bytes !== place.totalBytes) {
                throw refuse(url, `it ended after ${bytes} of ${place.totalBytes} bytes`, AGAIN);
            }
        },
    };
}

const AGAIN = "Run again: the download continues where it stopped.";
const CORRECT = "Correct the URL, or name the file itself as source.";

async function ask(url: string, fromBytes: number, signal: AbortSignal): Promise<Response> {
    // The server's counts are of uncompressed bytes.
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (fromBytes > 0) headers["range"] = `bytes=${fromBytes}-`;
    let address = new URL(url);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
        const response = await fetch(address, { headers, signal, redirect: "manual" });
        const { status, statusText } = response;
        const location = response.headers.get("location");
        if (status >= 300 && status < 400 && location !== null) {
            await response.body?.cancel();
            address = followed(url, address, location);
            continue;
        }
        if (response.ok) return response;
        await response.body?.cancel();
        // The file is shorter than our part of it, so the part is of another file.
        if (status === 416 && fromBytes > 0) return ask(url, 0, signal);
        throw refuse(url, `the server answers ${status} ${statusText}`.trimEnd(), remedyOf(status));
    }
    throw refuse(url, `it redirects more than ${MAX_REDIRECTS} times`, CORRECT);
}

const remedyOf = (status: number) =>
    status >= 500 || status === 429 ? "Run again later." : CORRECT;

function followed(url: string, from: URL, location: string): URL {
    const to = new URL(location, from);
    const allowed = from.protocol === "https:" ? ["https:"] : ["http:", "https:"];
    if (allowed.includes(to.protocol)) return to;
    throw refuse(
        url,
        `it redirects to "${to.href}", which is not ${allowed.join(" or ")}`,
        CORRECT,
    );
}

function placeOf(response: Response, wanted: number): Pick<WebFile, "fromBytes" | "totalBytes"> {
    const number = (text: string | null | undefined) =>
        text === null || text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
    if (response.status === 206 && Number(range?.[1]) === wanted) {
        return { fromBytes: wanted, totalBytes: number(range?.[2]) };
    }
    return { fromBytes: 0, totalBytes: number(response.headers.get("content-length")) };
}

/** Aborts a request when nothing has come for a while. */
function watchSilence(milliseconds: number, signal: AbortSignal) {
    const silence = new AbortController();
    const late = () => silence.abort(new Error(`nothing came for ${milliseconds / 1000} s`));
    let timer = setTimeout(late, milliseconds);
    return {
        signal: AbortSignal.any([signal, silence.signal]),
        heard() {
            clearTimeout(timer);
            timer = setTimeout(late, milliseconds);
        },
        end() {
            clearTimeout(timer);
            silence.abort();
        },
    };
}

const refuse = (url: string, why: string, remedy: string) => downloadFailed({ url, why, remedy });

/** `fetch` puts the reason into a cause, and into a list of errors for a name with several addresses. */
function asRefusal(url: string, error: unknown): unknown {
    if (!types.isNativeError(error) || error instanceof UserError) return error;
    const cause = causeOf(error);
    const code = "code" in cause ? String(cause.code) : "";
    if (/^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code)) {
        return refuse(url, `its certificate is not trusted (${code})`, TRUST);
    }
    return refuse(url, cause.message || code, AGAIN);
}

const TRUST =
    "Use a certificate of an authority that this machine trusts, or set NODE_EXTRA_CA_CERTS to the authority's file.";

function causeOf(error: Error): Error {
    const { cause } = error;
    const inner = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause;
    return types.isNativeError(inner) ? causeOf(inner) : error;
}
