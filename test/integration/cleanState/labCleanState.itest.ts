import { standInImage } from "../../../tools/lab/standIn.mjs";
import { run as runXplab } from "../../../src/cli/run";
import { Libvirt } from "../../../src/libvirt";
import { recordingIo } from "../../cli/recordingIo";
import { Guest } from "../support/guest/guest";
import { testName } from "../support/host/names";
import { Stack } from "../support/stack/stack";

jest.setTimeout(400_000);

const name = testName("lab");
const PLACES = ["hda 50331648 65536", "memory 0 65536"] as const;

let libvirt: Libvirt;
let stack: Stack;

/** A lab of the repository's own program; the guest prints a line when it is ready. */
const settings = (memoryMiB: number) => ({
    image: standInImage,
    machines: {
        xp: {
            memoryMiB,
            cleanState: { readyWhen: { serialText: "XPLAB STAND-IN READY" } },
        },
    },
});

beforeAll(async () => {
    libvirt = await Libvirt.open("qemu:///system");
    stack = await Stack.create({ project: "lab", config: settings(128) });
});

afterAll(async () => {
    libvirt.close();
    await stack.dispose();
});

async function patterns(verb: "write" | "check", seed: string): Promise<(string | undefined)[]> {
    const guest = await Guest.meet(libvirt, `${name}-dev-xp`);
    const answers = [];
    for (const place of PLACES) {
        answers.push((await guest.command(`${verb}-pattern ${place} ${seed}`)).split(" ")[0]);
    }
    await guest.close();
    return answers;
}

test("up takes the clean state when the guest is ready, reset restores it, and preview is empty", async () => {
    await stack.up();
    expect(await patterns("write", "dirty")).toEqual(["OK", "OK"]);
    const io = recordingIo();
    expect(await runXplab(["reset", `${name}-dev-xp`], io)).toBe(0);
    expect(io.written.out).toMatch(
        /^xp: back at its clean state in \d+\.\d s, its clock \d+ s behind\n$/,
    );
    expect(await patterns("check", "dirty")).toEqual(["FAIL", "FAIL"]);
    await stack.refresh();
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});

test("more memory replaces the clean state once the guest has started", async () => {
    await stack.configure(settings(144));
    expect(await stack.succeed("preview")).toContain("clean state will be taken again");
    await stack.up();
    expect(await patterns("check", "dirty")).toEqual(["FAIL", "FAIL"]);
    expect(Object.keys(await stack.preview())).toEqual(["same"]);
});
