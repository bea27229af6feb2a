import { PassThrough } from "node:stream";
import { Connection } from "../../../src/libvirt/connection/connection";
import { ConnectionLostError } from "../../../src/libvirt/errors";
import { failure } from "../failure";

test("reports that a call on an ended connection was not sent", async () => {
    const transport = Object.assign(new PassThrough(), { ref() {}, unref() {} });
    const connection = new Connection(transport);
    connection.close();
    const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 1 };
    const { signal } = new AbortController();
    const error = await failure(connection.call("domainResume", { domain }, signal));
    expect(error).toBeInstanceOf(ConnectionLostError);
    expect(error).toMatchObject({
        sent: false,
        message:
            "The connection to libvirt was lost before domainResume was sent, so nothing was done. " +
            "Repeat the call if it is still needed. [connection-lost-before]",
    });
});
