// @ts-check
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { run } from "./command.mjs";
import { pinnedVersion } from "./pulumiVersion.mjs";

const answerLimitMs = 5_000;
const silenceLimitMs = 20_000;
const architectures = new Map([
    ["x64", "x64"],
    ["arm64", "arm64"],
]);

/**
 * Fetches the official release. TLS vouches for it, as for Pulumi's own installer.
 * @param {string} folder
 * @param {(detail: string) => void} say
 * @param {AbortSignal} signal
 * @param {string} [url]
 */
export async function downloadPulumi(folder, say, signal, url = releaseUrl()) {
    const archive = join(folder, "release.tar.gz");
    say(`asking ${new URL(url).host}`);
    await download(url, archive, say, signal);
    const members = ["pulumi", "pulumi-language-nodejs"].map((name) => `pulumi/${name}`);
    await run("tar", ["-xzf", archive, "-C", folder, "--strip-components=1", ...members], {
        signal,
    });
    await rm(archive);
    await run(join(folder, "pulumi"), ["version"], { signal });
}

function releaseUrl() {
    const architecture = architectures.get(process.arch);
    if (architecture === undefined) {
        throw new Error(`Pulumi publishes no release for ${process.arch}`);
    }
    const name = `pulumi-v${pinnedVersion}-linux-${architecture}.tar.gz`;
    return `https://get.pulumi.com/releases/sdk/${name}`;
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
