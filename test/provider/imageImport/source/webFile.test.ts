import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWebFile } from "../../../../src/provider/imageImport/source/webFile";
import { fallsSilent, ImageServer } from "./imageServer";

const { signal } = new AbortController();

test("ends the request to a server that falls silent", async () => {
    const server = await ImageServer.start({ "/xp": fallsSilent });
    const url = server.url("/xp");
    const read = async () => {
        const chunks = [];
        const web = await openWebFile(url, 0, signal, 100);
        for await (const chunk of web.content()) chunks.push(chunk);
        return chunks;
    };
    await expect(read()).rejects.toMatchObject({
        message: `Image "${url}" could not be downloaded: nothing came for 0.1 s. Run again: the download continues where it stopped. [download-failed]`,
    });
    await server.stop();
});

test("reports an untrusted certificate", async () => {
    const folder = mkdtempSync(join(tmpdir(), "xplab-tls-"));
    const [key, cert] = [join(folder, "key"), join(folder, "cert")];
    const words =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2";
    execFileSync("openssl", [...words.split(" "), "-keyout", key, "-out", cert], {
        stdio: "ignore",
    });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo; // a server on TCP has one
    const url = `https://localhost:${port}/xp`;
    await expect(openWebFile(url, 0, signal)).rejects.toMatchObject({
        message:
            `Image "${url}" could not be downloaded: its certificate is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT). ` +
            "Use a certificate of an authority that this machine trusts, or set NODE_EXTRA_CA_CERTS to the authority's file. [download-failed]",
    });
    server.close();
    rmSync(folder, { recursive: true });
});
