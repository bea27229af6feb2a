import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { run } from "../../integration/support/host/command";

const PLUGIN = join(__dirname, "../../../bin/pulumi-resource-libvirt");

/** Asks for the plugin's version as any program may, with nothing but Node.js, and prints gRPC's status. */
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

const NOBODY = 65534;

test("the provider answers its own user, and no other one of the machine", async () => {
    const provider = spawn("node", [PLUGIN], { stdio: ["pipe", "pipe", "inherit"] });
    try {
        const [port] = (await once(provider.stdout.setEncoding("utf8"), "data")) as [string];
        const call = async (uid: number) =>
            (await run("node", ["-e", CALL, port.trim()], { uid, cwd: "/" })).stdout.trim();
        expect(await call(process.getuid?.() ?? 0)).toBe("0 OK");
        expect(await call(NOBODY)).toBe(
            "7 This provider works for the user who runs it, and for nobody else.",
        );
    } finally {
        provider.kill();
        await once(provider, "exit");
    }
});
