// @ts-check
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { run } from "./command.mjs";
import { pinnedVersion, releaseSha256s } from "./pulumiVersion.mjs";

const answerLimitMs = 5_000;
const silenceLimitMs = 20_000;

/** @typedef {{ url: string, sha256: string }} Release */

/**
 * Fetches the official release, and refuses any other.
 * @param {string} folder
 * @param {(detail: string) => void} say
 * @param {AbortSignal} signal
 * @param {Release} [release]
 */
export async function downloadPulumi(folder, say, signal, release = ownRelease()) {
    const { url, sha256 } = release;
    const archive = join(folder, "release.tar.gz");
    say(`asking ${new URL(url).host}`);
    try {
        await download(url, archive, say, signal);
        const actual = await sha256Of(archive);
        if (actual !== sha256)
            throw new Error(`${url} has SHA-256 ${actual}, but Pulumi's release has ${sha256}`);
    } catch (error) {
        await rm(archive, { force: true });
        throw error;
    }
    const members = ["pulumi", "pulumi-language-nodejs"].map((name) => `pulumi/${name}`);
    await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1", ...members], {
        signal,
    });
    await rm(archive);
    await run(join(folder, "pulumi"), ["version"], { signal });
}

/** @returns {Release} */
function ownRelease() {
    const sha256 = releaseSha256s.get(process.arch);
    if (sha256 === undefined) throw new Error(`no release is known for ${process.arch}`);
    const name = `pulumi-v${pinnedVersion}-linux-${process.arch}.tar.gz`;
    return { url: `https://get.pulumi.com/releases/sdk/${name}`, sha256 };
}

/** @param {string} file */
async function sha256Of(file) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    return hash.digest("hex");
}

/**
 * @param {string} url
 * @param {string} file
 * @param {(detail: string) => void} say
 * @param {AbortSignal} signal
 */
async function download(url, file, say, signal) {
    const patience = new AbortController();
    let timer = setTimeout(() => patience.abort(new Error("no answer")), answerLimitMs);
    try {
        const stop = AbortSignal.any([signal, patience.signal]);
        const response = await fetch(url, { signal: stop });
        if (!response.ok || response.body === null) {
            throw new Error(`${url} answered ${response.status}`);
        }
        const totalMB = Number(response.headers.get("content-length") ?? 0) / 1e6;
        let receivedBytes = 0;
        const body = Readable.fromWeb(/** @type {any} */ (response.body));
        body.on("data", (/** @type {Buffer} */ chunk) => {
            receivedBytes += chunk.length;
            say(`${(receivedBytes / 1e6).toFixed(0)} of ${totalMB.toFixed(0)} MB`);
            clearTimeout(timer);
            timer = setTimeout(() => patience.abort(new Error("went silent")), silenceLimitMs);
        });
        await pipeline(body, createWriteStream(file), { signal: stop });
    } finally {
        clearTimeout(timer);
    }
}
