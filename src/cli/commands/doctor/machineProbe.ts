import { statfsSync, statSync } from "node:fs";
import { Libvirt } from "../../../libvirt";
import { parse } from "../../../xml/tree/parse";
import { runProgram } from "../../../process/runProgram";
import { findExecutable } from "../../../process/findExecutable";
import { missingGuards } from "../../host/hostGuard";
import { orUndefined, readText } from "../../host/localFiles";
import type { Io } from "../../output/io";
import { PACKAGE } from "../../ownPackage";
import type { Probe } from "./check";
import { slowestOrphan } from "./orphan";

/** The first request makes libvirt probe QEMU, which takes long without its cache. */
const CAPABILITIES_LIMIT_MS = 60_000;

/** A probe of this machine; call `close` when done. */
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
        read: readText,
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
