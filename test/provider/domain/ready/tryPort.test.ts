import { createServer, type AddressInfo } from "node:net";
import { tryPort } from "../../../../src/provider/domain/ready/tryPort";

const { signal } = new AbortController();

test("distinguishes an open port from one that refuses", async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    expect(await tryPort("127.0.0.1", port, signal)).toBe("open");
    await new Promise((closed) => server.close(closed));
    expect(await tryPort("127.0.0.1", port, signal)).toBe("refuses the connection");
});

test("reports an address without a route", async () => {
    // Class E: Linux has no route to it.
    expect(await tryPort("255.255.255.255", 445, signal)).toBe("cannot be reached");
});

test("stops when the run is cut off", async () => {
    const reason = new Error("cut off");
    await expect(tryPort("127.0.0.1", 445, AbortSignal.abort(reason))).rejects.toBe(reason);
});
