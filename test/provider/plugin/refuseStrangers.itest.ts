import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { runAsNobody } from "../../integration/support/host/asNobody";
import { output } from "../../integration/support/host/command";

const PLUGIN = join(__dirname, "../../../bin/pulumi-resource-libvirt");

/** Asks for the plugin's version as any program could, with Node.js only, and prints gRPC's status. */
const CALL = `
const session = require("node:http2").connect("http://127.0.0.1:" + process.argv[1]);
const call = session.request({
    ":method": "POST",
    ":path": "/pulumirpc.ResourceProvider/GetPluginInfo",
    "content-type": "application/grpc",
    te: "trailers",
});
const tell = (headers) => {
    if (headers["grpc-status"] === undefined) return;
    console.log(headers["grpc-status"], decodeURIComponent(headers["grpc-message"] ?? ""));
    session.close();
};
call.on("response", tell).on("trailers", tell).resume().end(Buffer.alloc(5));
`;

test("answers its own user and no other user of the machine", async () => {
    const provider = spawn("node", [PLUGIN], { stdio: ["pipe", "pipe", "inherit"] });
    try {
        const [port] = (await once(provider.stdout.setEncoding("utf8"), "data")) as [string];
        const own = await output(process.execPath, ["-e", CALL, port.trim()]);
        expect(own.trim()).toBe("0 OK");
        expect(await runAsNobody(CALL, port.trim())).toBe(
            "7 This provider accepts calls only from the user who runs it.",
        );
    } finally {
        provider.kill();
        await once(provider, "exit");
    }
});
