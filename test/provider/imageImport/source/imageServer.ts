import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A local web server that answers as the test defines, and records its requests. */
export class ImageServer {
    readonly asked: string[] = [];
    readonly #server: Server;

    private constructor(server: Server) {
        this.#server = server;
    }

    static async start(answers: Readonly<Record<string, Answer>>): Promise<ImageServer> {
        const server = createServer((request, response) => {
            const { url = "", headers } = request;
            started.asked.push(headers.range === undefined ? url : `${url} ${headers.range}`);
            const answer = answers[url];
            if (answer !== undefined) answer(request, response);
            else response.writeHead(404).end();
        });
        const started = new ImageServer(server);
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        return started;
    }

    url(path: string): string {
        const { port } = this.#server.address() as AddressInfo; // a server on TCP has one
        return `http://127.0.0.1:${port}${path}`;
    }

    async stop(): Promise<void> {
        this.#server.closeAllConnections();
        this.#server.close();
        await once(this.#server, "close");
    }
}

/** Sends a file, or the requested range of it. */
export const sends =
    (content: Buffer): Answer =>
    ({ headers }, response) => {
        const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
        if (from >= content.length) {
            response.writeHead(416).end();
            return;
        }
        const rest = content.subarray(from);
        const range = { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
        response.writeHead(from > 0 ? 206 : 200, {
            "content-length": rest.length,
            ...(from > 0 ? range : {}),
        });
        response.end(rest);
    };

/** Sends a whole file and ignores a requested range. */
export const sendsAll =
    (content: Buffer): Answer =>
    (_request, response) =>
        response.writeHead(200).end(content);

/** Closes the connection after the first bytes of a file. */
export const breaksOff =
    (content: Buffer, bytes: number): Answer =>
    (_request, response) => {
        response.writeHead(200, { "content-length": content.length });
        response.write(content.subarray(0, bytes), () => response.destroy());
    };

/** Sends no length, and never ends. */
export const sendsOn: Answer = (_request, response) => {
    const chunk = Buffer.alloc(100_000);
    const more = () => {
        while (!response.destroyed && response.write(chunk));
    };
    response.writeHead(200).on("drain", more);
    more();
};

export const leadsTo =
    (location: string, status = 302): Answer =>
    (_request, response) =>
        response.writeHead(status, { location }).end();

export const fails =
    (status: number): Answer =>
    (_request, response) =>
        response.writeHead(status).end("no");

/** Sends headers only, and keeps the connection open. */
export const fallsSilent: Answer = (_request, response) =>
    response.writeHead(200, { "content-length": 10 }).flushHeaders();
