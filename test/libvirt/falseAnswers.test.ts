import { Libvirt } from "../../src/libvirt";
import { ConnectionLostError, LibvirtError, ProtocolError } from "../../src/libvirt/errors";
import { failure } from "./failure";
import { type FakeConnection, FakeServer, replyTo } from "./fakeServer";
import { type Frame, frame, keepalive, noDomainError, status, text, type, word } from "./wire";

const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 1 };
const uuidBytes = Buffer.from("6ba7b8109dad11d180b400c04fd430c8", "hex");
const none = word(0);
const some = word(1);

let server: FakeServer;
let libvirt: Libvirt;

beforeEach(async () => {
    server = await FakeServer.start();
    libvirt = await Libvirt.open(server.uri);
});

afterEach(async () => {
    libvirt.close();
    await server.stop();
});

const hostname = () => libvirt.call("connectGetHostname", {});

interface Outcome {
    result: Promise<unknown>;
    connection: FakeConnection;
    call: Frame;
}

/** A call and what the server has got of it. */
async function sent(begin: () => Promise<unknown> = hostname): Promise<Outcome> {
    const result = begin().catch((error: unknown) => error);
    const { connection, frame: call } = await server.next();
    return { result, connection, call };
}

async function nextCallUses(connectionCount: number): Promise<void> {
    const { result, connection, call } = await sent();
    connection.reply(call, text("next"));
    expect(await result).toBe("next");
    expect(server.connections.length).toBe(connectionCount);
}

describe("ignores", () => {
    const strangers: [string, (call: Frame) => Buffer[]][] = [
        ["an event that nobody asked for", () => [frame({ procedure: 318, type: type.message })]],
        ["a reply to a call never made", () => [frame({ procedure: 59, serial: 999 }, text("x"))]],
        [
            "data of a stream never opened",
            () => [frame({ procedure: 208, type: type.stream, serial: 998 }, text("x"))],
        ],
        [
            "a keepalive packet of unknown procedure",
            () => [frame({ program: keepalive, procedure: 3, type: type.message })],
        ],
        ["a pong without a ping", () => [frame({ program: keepalive, procedure: 2 })]],
    ];

    test.each(strangers)("%s", async (_name, packets) => {
        const { result, connection, call } = await sent();
        connection.send(...packets(call), replyTo(call, {}, text("host")));
        expect(await result).toBe("host");
        await nextCallUses(1);
    });

    test("a second answer to one call", async () => {
        const { result, connection, call } = await sent();
        connection.send(replyTo(call, {}, text("one")), replyTo(call, {}, text("two")));
        expect(await result).toBe("one");
        await nextCallUses(1);
    });
});

describe("fails only its call:", () => {
    const lookUp = () => libvirt.call("domainLookupByName", { name: "xp1" });
    const list = () => libvirt.call("connectListAllDomains", {});
    const isActive = () => libvirt.call("networkIsActive", { network: domain });

    test.each<[string, () => Promise<unknown>, Buffer[], string]>([
        ["an empty reply", hostname, [], "A message from libvirt ends at byte 0, but 4"],
        [
            "a string longer than its message",
            hostname,
            [word(100), Buffer.from("host")],
            "A message from libvirt ends at byte 8, but 100 bytes were due at byte 4.",
        ],
        [
            "a string without its padding",
            hostname,
            [word(3), Buffer.from("abc")],
            "A message from libvirt ends at byte 7, but 1 bytes were due at byte 7.",
        ],
        [
            "a string longer than any may be",
            hostname,
            [word(0xffffffff), Buffer.from("host")],
            "A value from libvirt claims 4294967295 bytes; the limit is 4194304.",
        ],
        [
            "bytes after the reply",
            hostname,
            [text("host"), word(0)],
            "A message from libvirt has 4 bytes after its last member.",
        ],
        [
            "an array longer than its message",
            list,
            [word(0xffffffff), text("xp1"), uuidBytes, word(1)],
            "A message from libvirt ends at byte 32, but 4 bytes were due at byte 32.",
        ],
        [
            "a UUID that is cut short",
            lookUp,
            [text("xp1"), uuidBytes.subarray(0, 12)],
            "A message from libvirt ends at byte 20, but 16 bytes were due at byte 8.",
        ],
        [
            "a truth value that is neither",
            isActive,
            [word(2)],
            "A boolean from libvirt is 2; it must be 0 or 1.",
        ],
    ])("%s", async (_name, begin, payload, message) => {
        const { result, connection, call } = await sent(begin);
        connection.reply(call, ...payload);
        const error = await result;
        expect(error).toBeInstanceOf(ProtocolError);
        expect((error as ProtocolError).message).toContain(message);
        await nextCallUses(1);
    });

    test("an error that is cut short", async () => {
        const { result, connection, call } = await sent();
        const whole = noDomainError("no domain");
        connection.send(replyTo(call, { status: status.error }, whole.subarray(0, -4)));
        expect(await result).toBeInstanceOf(ProtocolError);
        await nextCallUses(1);
    });
});

describe("ends the connection, and the next call opens another:", () => {
    test.each<[string, (call: Frame) => Buffer, string]>([
        ...[0, 3, 27, 0x02000005].map((length): [string, () => Buffer, string] => [
            `a length of ${length}`,
            () => word(length),
            `A packet claims a length of ${length} bytes`,
        ]),
        ...[0, 4, 5, 6, 9].map((kind): [string, () => Buffer, string] => [
            `a packet of type ${kind}`,
            () => frame({ type: kind }),
            `libvirt sent a packet of unknown type ${kind}.`,
        ]),
        ...[2, 7].map((state): [string, (call: Frame) => Buffer, string] => [
            `a reply with status ${state}`,
            (call) => replyTo(call, { status: state }, text("host")),
            `libvirt answered connectGetHostname with status ${state}.`,
        ]),
        [
            "a reply to another procedure",
            (call) => replyTo(call, { procedure: 58 }, text("host")),
            "libvirt answered connectGetHostname with a reply to procedure 58.",
        ],
        [
            "a packet of another program",
            (call) => replyTo(call, { program: 0x20008087 }, text("host")),
            "libvirt sent a packet of program 536903815, version 1.",
        ],
        [
            "a packet of another version",
            (call) => replyTo(call, { version: 2 }, text("host")),
            "libvirt sent a packet of program 536903814, version 2.",
        ],
        [
            "a ping of another version",
            () => frame({ program: keepalive, version: 2, procedure: 1 }),
            "libvirt sent a packet of program 1801807216, version 2.",
        ],
    ])("%s", async (_name, packet, message) => {
        const { result, connection, call } = await sent();
        connection.send(packet(call));
        const error = await result;
        expect(error).toBeInstanceOf(ConnectionLostError);
        const { cause } = error as ConnectionLostError;
        expect(cause).toBeInstanceOf(ProtocolError);
        expect((cause as ProtocolError).message).toContain(message);
        await nextCallUses(2);
    });

    test("stream data with an unknown status", async () => {
        const volume = { pool: "images", name: "xp1", key: "/images/xp1" };
        const reading = failure(libvirt.download(volume).next());
        const { connection, frame: call } = await server.next();
        connection.reply(call);
        connection.send(replyTo(call, { type: type.stream, status: 3 }, text("data")));
        expect(await reading).toMatchObject({
            name: "ConnectionLostError",
            cause: new ProtocolError("libvirt sent storageVolDownload data with status 3."),
        });
    });

    test("a false answer to a call that opens a stream, which may be open anyway", async () => {
        const picture = failure(libvirt.screenshot(domain));
        const { connection, frame: call } = await server.next();
        connection.reply(call, word(2)); // neither a type nor none
        expect(await picture).toBeInstanceOf(ProtocolError);
        void failure(libvirt.screenshot(domain));
        expect((await server.next()).connection).not.toBe(connection);
    });

    test("an end in the middle of a packet", async () => {
        const { result, connection, call } = await sent(() =>
            libvirt.call("domainResume", { domain }),
        );
        connection.send(replyTo(call, {}).subarray(0, 20));
        connection.end();
        expect(await result).toMatchObject({ name: "ConnectionLostError", sent: true });
        await nextCallUses(2);
    });
});

describe("libvirt's own errors:", () => {
    const fields = { domain: 10, level: 2, procedure: "connectGetHostname" };
    const domainBytes = Buffer.concat([text("xp1"), uuidBytes, word(1)]);
    const networkBytes = Buffer.concat([text("isolated"), uuidBytes]);
    const present = (bytes: Buffer) => Buffer.concat([some, bytes]);

    /** remote_error with its optional members. */
    function remoteError(members: {
        code?: number;
        origin?: number;
        level?: number;
        message?: Buffer;
        subject?: Buffer;
        texts?: [Buffer, Buffer, Buffer];
        network?: Buffer;
    }): Buffer[] {
        const { code = 42, origin = 10, level = 2, message = none } = members;
        const { subject = none, texts = [none, none, none], network = none } = members;
        const numbers = [word(-1), word(-1)];
        const head = [word(code), word(origin), message, word(level), subject];
        return [...head, ...texts, ...numbers, network];
    }

    const given = present(text("why"));
    const noMessage = (code: number) =>
        `libvirt failed in connectGetHostname with code ${code} and no message.`;

    test.each<[string, Parameters<typeof remoteError>[0], object]>([
        ["with nothing optional", {}, { message: noMessage(42), code: 42, ...fields }],
        ["with a message", { message: given }, { message: "why", code: 42, ...fields }],
        ["with an empty message", { message: present(text("")) }, { message: "", ...fields }],
        ["with a domain", { subject: present(domainBytes) }, { code: 42, ...fields }],
        ["with a network", { network: present(networkBytes) }, { code: 42, ...fields }],
        [
            "with all three texts",
            { texts: [present(text("one")), present(text("two")), present(text("three"))] },
            { code: 42, ...fields },
        ],
        [
            "with everything",
            {
                message: given,
                subject: present(domainBytes),
                texts: [present(text("")), none, present(text("three"))],
                network: present(networkBytes),
            },
            { message: "why", code: 42, ...fields },
        ],
        ["of an unknown code", { code: 9999 }, { message: noMessage(9999), code: 9999 }],
        ["of a negative code", { code: -1 }, { message: noMessage(-1), code: -1 }],
        ["of an unknown part", { origin: 9999 }, { domain: 9999, code: 42 }],
        ["of an unknown level", { level: 77 }, { level: 77, code: 42 }],
    ])("%s", async (_name, members, expected) => {
        const { result, connection, call } = await sent();
        connection.send(replyTo(call, { status: status.error }, ...remoteError(members)));
        const error = await result;
        expect(error).toBeInstanceOf(LibvirtError);
        expect(error).toMatchObject(expected);
        await nextCallUses(1);
    });
});
