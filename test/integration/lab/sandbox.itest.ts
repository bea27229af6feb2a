import { standInImage } from "../../../tools/lab/standIn.mjs";
import { Libvirt } from "../../../src/libvirt";
import { output } from "../support/host/command";
import { Guest } from "../support/guest/guest";
import { inventory } from "../support/host/inventory";
import { testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

/** Where libvirt keeps definitions, secrets, leases, sockets and images. */
const LIBVIRT_FOLDERS = ["/etc/libvirt", "/var/lib/libvirt", "/run/libvirt"];

let before: string[];
let stack: Stack;

beforeAll(async () => {
    before = await traces();
    stack = await Stack.create({
        project: "sandbox",
        example: "sandbox",
        stack: testName("sandbox"),
        config: { image: standInImage },
    });
});

afterAll(() => stack.dispose());

/**
 * Everything that a lab could leave on the host, and all files in libvirt's folders. libvirt keeps their empty
 * folders.
 */
async function traces(): Promise<string[]> {
    const found = await output("find", [...LIBVIRT_FOLDERS, "!", "-type", "d", "-print"]);
    return [...(await inventory()), ...found.split("\n").sort()];
}

test("the guest has the sample on its CD, and no address", async () => {
    await stack.up();
    const libvirt = await Libvirt.open("qemu:///system");
    const guest = await Guest.meet(libvirt, `sandbox-${testName("sandbox")}-patient`);
    expect(guest.address).toBe("none");
    expect(await guest.command("list cdrom")).toBe("OK list cdrom: SAMPLE.TXT 81");
    await guest.close();
    libvirt.close();
});

test("destroy leaves nothing behind, in none of libvirt's folders", async () => {
    await stack.destroy();
    expect(await traces()).toEqual(before);
});
