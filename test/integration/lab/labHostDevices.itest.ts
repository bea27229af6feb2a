import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BEYOND } from "../../../src/schema/core/accept";
import { run as runXplab } from "../../../src/cli/run";
import { Libvirt } from "../../../src/libvirt";
import { StandIn } from "../../../src/standIn";
import { recordingIo } from "../../cli/recordingIo";
import { virsh } from "../support/host/command";
import { idleLab } from "../support/programs/idleLab";
import { inventory } from "../support/host/inventory";
import { testName } from "../support/host/names";
import { SerialLine } from "../support/host/serialLine";
import { Stack } from "../support/stack/stack";

jest.setTimeout(400_000);

const name = testName("devices");
const domain = `${name}-dev-xp`;
const ABSENT = "/dev/ttyS77";
/** No vendor has this id, so no host has the device. */
const NOTHING = { nothing: { id: "0000:0001" } };
const NO_USB = `Domain "${domain}" cannot use USB device 0000:0001: the host has `;
const SAY = 'echo "$2" >"/dev/tty$1"\n';
const HEAR =
    'stty -F "/dev/tty$1" raw -echo; exec 3<>"/dev/tty$1"; echo "ready-$2" >&3; read -r line <&3; echo "$line"\n';

let libvirt: Libvirt;
let line: SerialLine;
let stack: Stack;

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    line = await SerialLine.open();
    stack = await Stack.create({ project: "devices" });
    await mkdir(join(stack.folder, "media"));
    await writeFile(join(stack.folder, "media", "SAY.SH"), SAY);
    await writeFile(join(stack.folder, "media", "HEAR.SH"), HEAR);
});

afterAll(async () => {
    libvirt.close();
    line.close();
    await stack.dispose();
    expect(await leftovers()).toEqual([]);
});

/** What the host has of these stacks. */
const leftovers = async () => (await inventory()).filter((line) => line.includes(name));

/** A lab of the repository's own program. */
const settings = (hostDevices: object, isKept = true) => ({
    machines: {
        xp: {
            memoryMiB: 96,
            media: { folder: join(stack.folder, "media") },
            hostDevices,
            accept: BEYOND,
            ...(isKept && { cleanState: { readyWhen: { serialText: "XPLAB STAND-IN READY" } } }),
        },
    },
});

/** The output of a failing preview. */
async function refusal(of: Stack): Promise<string> {
    const { code, stdout } = await of.run(["preview"]);
    expect(code).not.toBe(0);
    return stdout.replace(/\s+/g, " ");
}

async function expectBothDirections(text: string): Promise<void> {
    const handle = await libvirt.call("domainLookupByName", { name: domain });
    const guest = await StandIn.attach(libvirt, handle);
    await guest.ready();
    await guest.tell(`run cdrom SAY.SH S1 out-${text}`);
    await line.hears(`out-${text}`);
    const heard = guest.tell(`run cdrom HEAR.SH S1 ${text}`);
    await line.hears(`ready-${text}`);
    line.write(`into-${text}\n`);
    expect(await heard).toBe(`into-${text}`);
    await guest.close();
}

test("refuses a missing USB device in a preview, from a program and from a configuration", async () => {
    await stack.configure(settings({ usb: NOTHING }, false));
    expect(await refusal(stack)).toContain(NO_USB);
    const args = `{ image: "images/xp", machines: { xp: { accept: "${BEYOND}", hostDevices: { usb: ${JSON.stringify(NOTHING)} } } } }`;
    const program = idleLab(args).replaceAll('"lab"', `"${name}"`);
    const written = await Stack.create({ project: "devicesprogram", program });
    expect(await refusal(written)).toMatch(
        new RegExp(`${NO_USB}.* Plug it in, or copy what "lsusb" on the host prints for it\\.`),
    );
    await written.dispose();
    expect(await leftovers()).toEqual([]);
});

test("refuses one together with a clean state in a preview, with the reason", async () => {
    await stack.configure(settings({ usb: NOTHING }));
    expect(await refusal(stack)).toContain(
        "must be absent when the machine has hostDevices.usb: no reset can restore the state of such a device",
    );
});

test("a machine uses a port of its host, and nothing differs afterwards", async () => {
    await stack.configure(settings({ serialPorts: [line.path] }));
    await stack.up();
    await expectBothDirections("first");
    await stack.refresh("--expect-no-changes");
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test("a reset restores the guest with its port", async () => {
    expect(await runXplab(["reset", domain], recordingIo())).toBe(0);
    await expectBothDirections("after-reset");
    await stack.refresh("--expect-no-changes");
});

test("refuses a missing port while the guest runs on", async () => {
    await stack.configure(settings({ serialPorts: [ABSENT] }));
    const { [`${name}-xp-domain`]: errors } = await stack.upErrors();
    expect(errors).toEqual([
        `Domain "${domain}" cannot use the host's ${ABSENT}: Path '${ABSENT}' is not accessible: No such file or directory. ` +
            'Check what "ls -l /dev/ttyS* /dev/ttyUSB* /dev/parport*" on the host lists, then plug the device in or correct the path. [host-port-unusable]',
    ]);
    await stack.configure(settings({ serialPorts: [line.path] }));
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test("a reset without its port reports it and leaves the guest off; with another port the guest runs again", async () => {
    const gone = line.path;
    line.close();
    const io = recordingIo();
    expect(await runXplab(["reset", domain], io)).toBe(1);
    expect(io.written.err).toContain(gone);
    expect(await virsh("domstate", domain)).toContain("shut off");
    line = await SerialLine.open();
    await stack.configure(settings({ serialPorts: [line.path] }));
    await stack.refresh();
    await stack.up();
    await expectBothDirections("again");
});
