import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { Libvirt } from "../../../src/libvirt";
import type { StandIn } from "../../../src/standIn";
import { output, run, virsh } from "../support/host/command";
import { pattern } from "../support/guest/pattern";
import { until } from "../support/host/until";
import { StandInDomain } from "../support/guest/standInDomain";

jest.setTimeout(300_000);

const MAIN = resolve(__dirname, "../../../tools/lab/main.mjs");
const MIB = 1024 * 1024;
/** Beyond the stand-in's own partition. */
const FREE_OFFSET = 200 * MIB;

let libvirt: Libvirt;
let domain: StandInDomain;
let standIn: StandIn;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    domain = new StandInDomain();
    await domain.start();
    standIn = await domain.meet(libvirt);
});

afterAll(async () => {
    await standIn.close();
    libvirt.close();
    await domain.remove();
});

test("npm run talk asks once the console is free, or with --force", async () => {
    const talk = (...args: string[]) => run("node", [MAIN, "talk", ...args]);
    const inUse = await talk(domain.name, "nics");
    expect(inUse).toMatchObject({ code: 1, stdout: "" });
    expect(inUse.stderr).toContain(`The console of "${domain.name}" cannot be opened`);

    const [first, second] = domain.macAddresses;
    const nics = `OK nics: eth0 8139cp ${first} up; eth1 8139cp ${second} up\n`;
    expect(await talk("--force", domain.name, "nics")).toMatchObject({ code: 0, stdout: nics });
    expect(await talk(domain.name, "ping", "x")).toMatchObject({
        code: 1,
        stdout: "FAIL ping x: bad address 'x'\n",
    });
    expect(await talk(domain.name, "ping")).toMatchObject({
        code: 64,
        stdout: "ERROR usage: ping ADDRESS\n",
    });
    standIn = await domain.meet(libvirt);
});

test("refuses to shut down on request, shuts down otherwise, and has written its output", async () => {
    await standIn.tell(`write-pattern hda ${FREE_OFFSET} 65536 disk`);
    await standIn.tell("refuse-shutdown on");
    await virsh("shutdown", domain.name, "--mode", "acpi");
    await until(
        "a press of the button",
        async () => (await standIn.tell("power-button")) === "pressed 1 times",
    );
    expect(await domain.state()).toBe("running");
    await standIn.tell("refuse-shutdown off");
    await standIn.tell("write floppy LAST.TXT written at the end");
    await virsh("shutdown", domain.name, "--mode", "acpi");
    await until("power off", async () => (await domain.state()) === "shut off");
    const image = await open(domain.path("hda.raw"));
    const { buffer } = await image.read(Buffer.alloc(65536), 0, 65536, FREE_OFFSET);
    await image.close();
    expect(buffer.toString()).toBe(pattern("disk", FREE_OFFSET, 65536));
    const files = ["-i", domain.path("floppy.raw"), "::LAST.TXT"];
    expect(await output("mtype", files)).toBe("written at the end\r\n");
});

test("hangs: no answer and no shutdown until a reset", async () => {
    await virsh("start", domain.name);
    standIn = await domain.meet(libvirt);
    await standIn.tell("hang");
    await until("silence", () =>
        standIn.ask("nics", 3000).then(
            () => false,
            () => true,
        ),
    );
    await virsh("shutdown", domain.name, "--mode", "acpi");
    await expect(standIn.ask("nics", 3000)).rejects.toMatchObject({ code: "stand-in-silent" });
    expect(await domain.state()).toBe("running");
    await virsh("reset", domain.name);
    await standIn.ready();
});

test("crashes, and libvirt notices", async () => {
    await standIn.tell("crash");
    await until("a crash", async () => (await domain.state()) === "crashed");
});
