import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run as runXplab } from "../../../src/cli/run";
import { recordingIo } from "../../cli/recordingIo";
import { output } from "../support/host/command";
import { IMAGES, testName } from "../support/host/names";
import { until } from "../support/host/until";
import { Stack } from "../support/stack/stack";

jest.setTimeout(300_000);

const MAC = "52:54:00:76:69:6f";
const name = testName("virtio");

let folder: string;
let stack: Stack;

/** A guest without a disk: the card's own firmware (iPXE) has a driver for it, and requests an address. */
const program = `
const options = { provider: new libvirt.Provider("libvirt"), deleteBeforeReplace: true };
const pool = new libvirt.Pool("pool", { name: "${name}", path: "${IMAGES}/${name}" }, options);
const network = new libvirt.Network("network", { name: "${name}", ipv4: {} }, options);
new libvirt.Domain("domain", {
    name: "${name}",
    accelerator: "tcg",
    memoryMiB: 64,
    bootOrder: ["network"],
    shutdownTimeoutSeconds: 0,
    interfaces: {
        lan: {
            network: network.name,
            model: "virtio",
            mac: "${MAC}",
            captureFile: pool.path.apply((path) => path + "/${name}-logs/capture"),
        },
    },
}, options);
`;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("virtio-")));
    stack = await Stack.create({ project: "virtio", program });
});

afterAll(async () => {
    await stack.dispose();
    await rm(folder, { recursive: true });
});

/** What it sends and receives to get an address, one line each, without the virtio header of a frame. */
async function leaseTalk(): Promise<string[]> {
    const file = join(folder, "out.pcapng");
    const io = recordingIo();
    expect(await runXplab(["capture", name, file], io)).toBe(0);
    expect(io.written.err).toBe("");
    const filter = "udp dst port 67 or udp dst port 68";
    const lines = await output("tcpdump", ["-n", "-e", "-t", "-r", file, filter]);
    return lines.split("\n").filter((line) => line.includes(" > "));
}

test("records a virtio card's frames in both directions, without virtio's headers", async () => {
    await stack.up();
    const lines = await until("a lease", async () => {
        const found = await leaseTalk();
        return found.some((line) => line.includes("DHCP, Reply")) && found;
    });
    const [first = ""] = lines;
    expect(first).toContain(`${MAC} > ff:ff:ff:ff:ff:ff, ethertype IPv4 (0x0800)`);
    expect(first).toContain(`BOOTP/DHCP, Request from ${MAC}`);
    expect(lines.find((line) => line.includes("DHCP, Reply"))).toContain(
        `> ${MAC}, ethertype IPv4`,
    );
});
