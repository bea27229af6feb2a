import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Lifeline } from "./lifeline";
import { serve, type Served } from "./server";
import { Service } from "./service";

const ROOT = join(__dirname, "..", "..", "..");

const OLDEST_NODE = 20;

/** Serves the provider on a loopback port, and prints the port for the engine to read. */
export async function main(): Promise<void> {
    const { node } = process.versions;
    if (Number.parseInt(node) < OLDEST_NODE) {
        throw new Error(`The plugin runs on Node.js ${node}. Install ${OLDEST_NODE} or later.`);
    }
    const lifeline = new Lifeline();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
        process.on(signal, () => lifeline.interrupt());
    }
    const { port } = await serveEngine(lifeline, process.stdin);
    process.stdout.write(`${port}\n`);
}

/** Serves the provider to one engine, which closes the stream when it ends. */
export function serveEngine(
    lifeline: Lifeline,
    stdin: NodeJS.ReadableStream,
    parent = process.ppid,
): Promise<Served> {
    const service = new Service({
        version: versionOf(readFileSync(join(ROOT, "package.json"), "utf8")),
        schema: () => readFileSync(join(ROOT, "schema.json"), "utf8"),
        lifeline,
        parent,
        onAttach: lifeline.watch(stdin, () => process.ppid),
    });
    return serve(service, lifeline);
}

function versionOf(manifest: string): string {
    const { version } = JSON.parse(manifest) as { version: string }; // our own package.json
    return version;
}
