import { PassThrough } from "node:stream";
import { errorCode, type GuestConsole, LibvirtError } from "../../src/libvirt";
import { StandIn } from "../../src/standIn";

const READY = "XPLAB STAND-IN READY 52:54:00:00:00:01 10.0.0.2\r\n";

/** A guest whose reaction to each line the test defines. */
function guestThat(react: (line: string) => string): { standIn: StandIn; output: PassThrough } {
    const output = new PassThrough();
    const console = {
        write: async (data: Uint8Array) =>
            void output.write(react(Buffer.from(data).toString().trim())),
        close: async () => void output.end(),
        [Symbol.asyncIterator]: () => output[Symbol.asyncIterator](),
    } as unknown as GuestConsole; // the part in use
    return { standIn: new StandIn(console, "xp-1"), output };
}

test("asks again until the guest is ready", async () => {
    let asked = 0;
    const { standIn } = guestThat(() => (++asked < 2 ? "SeaBIOS\r\n" : READY));
    expect(await standIn.ready()).toEqual({
        macAddress: "52:54:00:00:00:01",
        address: "10.0.0.2",
    });
    expect(asked).toBe(2);
});

test("joins an answer that comes in pieces", async () => {
    const { standIn, output } = guestThat(() => "XPLAB OK di");
    const answer = standIn.ask("disks");
    setImmediate(() => output.write("sks: sda\r\nXPLAB"));
    expect((await answer).detail).toBe("sda");
});

test("gives each of two questions its own answer", async () => {
    const { standIn } = guestThat((line) =>
        line === "one" ? "" : "XPLAB OK two: 2\r\nXPLAB OK one: 1\r\n",
    );
    const answers = await Promise.all([standIn.ask("one"), standIn.ask("two")]);
    expect(answers.map(({ detail }) => detail)).toEqual(["1", "2"]);
});

test("returns the detail of an answer, and throws on failure", async () => {
    const { standIn } = guestThat((line) =>
        line === "disks" ? "XPLAB OK disks: sda\r\n" : `XPLAB FAIL ${line}: no reply\r\n`,
    );
    expect(await standIn.tell("disks")).toBe("sda");
    await expect(standIn.tell("ping 1")).rejects.toMatchObject({
        message:
            '"xp-1" answered "ping 1" with "FAIL ping 1: no reply". Check tools/stand-in/README.md for the questions that it can answer. [stand-in-cannot]',
    });
});

test("reports a missing answer", async () => {
    const { standIn } = guestThat(() => "");
    await expect(standIn.ask("disks", 1)).rejects.toMatchObject({
        message:
            '"xp-1" did not answer "disks" within 1 ms. Check its screen: it must run the stand-in, and must not be paused or hanging. [stand-in-silent]',
    });
    await expect(standIn.ready(1)).rejects.toMatchObject({
        message:
            '"xp-1" was not ready after 1 ms. Check its screen: it must run the stand-in, and must not be paused or hanging. [stand-in-not-ready]',
    });
});

test("reports a closed console, also to later questions", async () => {
    const { standIn, output } = guestThat(() => "");
    const answer = standIn.ask("disks");
    output.end();
    const expected = {
        message:
            'The console of "xp-1" was closed. Check whether the machine still runs, and whether somebody else took over its console. [console-ended]',
    };
    await expect(answer).rejects.toMatchObject(expected);
    await expect(standIn.ask("disks")).rejects.toMatchObject(expected);
});

test("reports that somebody else uses the console", async () => {
    const refusal = new LibvirtError({
        message: "operation failed: Active console session exists for this domain",
        code: errorCode.operationFailed,
        domain: 10,
        level: 2,
        procedure: "domainOpenConsole",
    });
    const libvirt = { openConsole: () => Promise.reject(refusal) };
    await expect(StandIn.attach(libvirt, { name: "xp-1", uuid: "", id: 1 })).rejects.toMatchObject({
        message:
            'The console of "xp-1" cannot be opened: ' +
            "operation failed: Active console session exists for this domain. " +
            "End the other client, or take over the console with --force. A console has one client at a time. [console-taken]",
    });
});
