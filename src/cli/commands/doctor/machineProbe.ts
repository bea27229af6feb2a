import { readFileSync, statfsSync, statSync } from "node:fs";
import { Libvirt } from "../../../libvirt";
import { parse } from "../../../xml/tree/parse";
import { runProgram } from "../../../process/runProgram";
import { findExecutable } from "../../../process/findExecutable";
import { missingGuards } from "../../host/hostGuard";
import type { Io } from "../../output/io";
import { PACKAGE } from "../../ownPackage";
import type { Probe } from "./check";
import { slowestOrphan } from "./orphan";

/** libvirt learns what QEMU can do at the first question, which takes long where it has to do so anew. */
const CAPABILITIES_LIMIT_MS = 60_000;

/** Looks at this machine; `close` when all is seen. */
export function machineProbe(uri: string, io: Io): { probe: Probe; close: () => Promise<void> } {
    const { environment: env, signal } = io;
    const libvirt = once(() => Libvirt.open(uri, { signal }));
    const probe: Probe = {
        uri,
        nodeVersion: process.versions.node,
        folder: process.cwd(),
        packageFolder: PACKAGE,
        find: (program) => findExecutable(program, env),
        run: (program, args) => runProgram(program, args, { env, signal }),
        read: (file) => orUndefined(() => readFileSync(file, "utf8")),
        stat: (path) => statSync(path, { throwIfNoEntry: false }),
        freeBytes: (folder) => {
            const { bavail, bsize } = orUndefined(() => statfsSync(folder)) ?? {};
            return bavail === undefined || bsize === undefined ? undefined : bavail * bsize;
        },
        missingGuards: () => missingGuards(io),
        orphan: slowestOrphan,
        libvirt,
        capabilities: once(async () => {
            const limits = { timeoutMs: CAPABILITIES_LIMIT_MS, signal };
            return parse(await (await libvirt()).call("connectGetCapabilities", {}, limits));
        }),
    };
    const close = () =>
        libvirt().then(
            (open) => open.close(),
            () => undefined, // never opened
        );
    return { probe, close };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
}

function orUndefined<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch {
        return undefined; // not there, or not ours to read
    }
}
