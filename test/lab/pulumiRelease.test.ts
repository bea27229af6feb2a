import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadPulumi } from "../../tools/lab/pulumiRelease.mjs";

const { signal } = new AbortController();
let folder: string;
let server: Server;

beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "xplab-release-"));
});

afterEach(async () => {
    rmSync(folder, { recursive: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
});

async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // a TCP server has this form
    return `http://127.0.0.1:${port}/release.tar.gz`;
}

const sha256Of = (body: Buffer) => createHash("sha256").update(body).digest("hex");

function archive(): Buffer {
    const content = join(folder, "content", "pulumi");
    mkdirSync(content, { recursive: true });
    for (const name of ["pulumi", "pulumi-language-nodejs", "pulumi-language-go"]) {
        writeFileSync(join(content, name), "#!/bin/sh\necho v3.255.0\n", { mode: 0o755 });
    }
    return execFileSync("tar", ["-C", join(folder, "content"), "-cz", "pulumi"]);
}

test("takes the CLI and its Node.js language host out of a release", async () => {
    const body = archive();
    const url = await serve((_request, response) => response.end(body));
    const target = join(folder, "target");
    mkdirSync(target);
    await downloadPulumi(target, () => {}, signal, { url, sha256: sha256Of(body) });
    expect(readFileSync(join(target, "pulumi"), "utf8")).toContain("v3.255.0");
    expect(existsSync(join(target, "pulumi-language-nodejs"))).toBe(true);
    expect(existsSync(join(target, "pulumi-language-go"))).toBe(false);
    expect(existsSync(join(target, "release.tar.gz"))).toBe(false);
});

test("takes nothing of another archive than the release", async () => {
    const body = archive();
    const url = await serve((_request, response) => response.end(body));
    const release = { url, sha256: "0".repeat(64) };
    await expect(downloadPulumi(folder, () => {}, signal, release)).rejects.toThrow(
        `${url} has SHA-256 ${sha256Of(body)}, but Pulumi's release has ${release.sha256}`,
    );
    expect(readdirSync(folder)).toEqual(["content"]);
});

test("fails on a release that is not there", async () => {
    const url = await serve((_request, response) => response.writeHead(404).end());
    await expect(
        downloadPulumi(folder, () => {}, signal, { url, sha256: "0".repeat(64) }),
    ).rejects.toThrow(`${url} answered 404`);
});

test("fails on a release that ends early", async () => {
    const url = await serve((request) => {
        request.socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    });
    await expect(
        downloadPulumi(folder, () => {}, signal, { url, sha256: "0".repeat(64) }),
    ).rejects.toThrow("terminated");
});
