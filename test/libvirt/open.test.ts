import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Libvirt } from "../../src/libvirt";
import { ConnectError, TimeoutError } from "../../src/libvirt/errors";
import { FakeServer } from "./fakeServer";

let folder: string;

beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "libvirt-open-"));
});

afterEach(() => rm(folder, { recursive: true }));

function openFailure(socketPath: string, options = {}): Promise<unknown> {
    return Libvirt.open(`test+unix:///default?socket=${socketPath}`, options).then(
        (libvirt) => libvirt.close(),
        (error: unknown) => error,
    );
}

describe("with a server", () => {
    let server: FakeServer;

    beforeEach(async () => {
        server = await FakeServer.start();
    });

    afterEach(() => server.stop());

    test.each([
        ["no authentication", [0], [66, 60, 1]],
        ["an empty list", [], [66, 60, 1]],
        ["polkit", [2], [66, 70, 60, 1]],
    ])("opens a session after %s", async (_name, authTypes, openings) => {
        server.authTypes = authTypes;
        const libvirt = await Libvirt.open(server.uri);
        expect(libvirt.uri).toBe(server.uri);
        expect(server.openings).toEqual(openings);
        libvirt.close();
    });

    test("refuses SASL", async () => {
        server.authTypes = [1];
        const error = await openFailure(server.socketPath);
        expect(error).toBeInstanceOf(ConnectError);
        expect(error).toMatchObject({
            reason: "authentication",
            path: server.socketPath,
            message: `The libvirt socket "${server.socketPath}" requires a user name and password (SASL), which this version does not support. Set auth_unix_rw to "none" or "polkit" in libvirtd.conf or virtproxyd.conf, and restart the daemon. [sasl-unsupported]`,
        });
        expect(server.openings).toEqual([66]);
    });

    test.each([
        ["authList", 66],
        ["connectSupportsFeature", 60],
        ["connectOpen", 1],
    ])("reports no session if the server hangs up on %s", async (_name, number) => {
        server.hangsUpOn = number;
        expect(await openFailure(server.socketPath)).toMatchObject({
            name: "ConnectError",
            reason: "failed",
            path: server.socketPath,
            message:
                `The libvirt socket "${server.socketPath}" was closed before the session was ` +
                "open. Check libvirtd's log for the reason. [socket-closed]",
            cause: { name: "ConnectionLostError" },
        });
    });

    test("reports no session if it breaks right after opening", async () => {
        server.greeting = Buffer.alloc(4); // a packet of no length
        expect(await openFailure(server.socketPath)).toMatchObject({
            name: "ConnectError",
            reason: "failed",
        });
    });
});

test("reports why it closed the connection to a server with another protocol", async () => {
    const path = join(folder, "stranger");
    const server = createServer((socket) => {
        socket.resume().on("error", () => {});
        socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    expect(await openFailure(path)).toMatchObject({
        name: "ConnectError",
        reason: "failed",
        message:
            `The libvirt socket "${path}" was closed before the session was open ` +
            "(A packet claims a length of 1213486160 bytes; libvirt's have 28 to 33554436. " +
            "Check that the socket belongs to libvirt.). Check libvirtd's log for the reason. [socket-closed]",
    });
    await new Promise((resolve) => server.close(resolve));
});

test("reports a missing socket", async () => {
    const path = join(folder, "missing");
    expect(await openFailure(path)).toMatchObject({
        name: "ConnectError",
        reason: "missing",
        path,
        message:
            `The libvirt socket "${path}" does not exist. ` +
            'Start libvirtd, or name its socket in the URI with "?socket=/path". [socket-missing]',
    });
});

test("reports a socket without a listener", async () => {
    const path = join(folder, "stale");
    await writeFile(path, "");
    expect(await openFailure(path)).toMatchObject({
        name: "ConnectError",
        reason: "refused",
        path,
        message: `No daemon listens on the libvirt socket "${path}". Start libvirtd. [socket-dead]`,
    });
});

test("reports other reasons why a socket cannot be opened", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    const path = join(file, "socket");
    expect(await openFailure(path)).toMatchObject({
        name: "ConnectError",
        reason: "failed",
        path,
        message:
            `The libvirt socket "${path}" cannot be opened (connect ENOTDIR ${path}). ` +
            "Check that the URI names libvirt's socket. [socket-broken]",
    });
});

test("reports that the user may not open a socket", async () => {
    const locked = join(folder, "locked");
    await mkdir(locked);
    await chmod(folder, 0o755);
    await chmod(locked, 0o000);
    const path = join(locked, "socket");
    expect(await asOrdinaryUser(() => openFailure(path))).toMatchObject({
        name: "ConnectError",
        reason: "denied",
        path,
        message:
            `This user may not open the libvirt socket "${path}". ` +
            'Add the user to the group "libvirt" and log in again. [socket-denied]',
    });
});

test("times out if the daemon never answers", async () => {
    const path = join(folder, "silent");
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const error = await openFailure(path, { timeoutMs: 50 });
    expect(error).toBeInstanceOf(TimeoutError);
    await new Promise((resolve) => server.close(resolve));
});

/** Root may open everything, so that it must step down to be refused. */
async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
    if (process.geteuid?.() !== 0) {
        return work();
    }
    process.seteuid?.(65534);
    try {
        return await work();
    } finally {
        process.seteuid?.(0);
    }
}
