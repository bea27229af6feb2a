import { once } from "node:events";
import { createServer } from "node:net";
import { virsh } from "../support/host/command";
import { DrivenDomain } from "../support/domain/drivenDomain";
import { testName } from "../support/host/names";

jest.setTimeout(60_000);

const name = testName("port");
const declared = { accelerator: "tcg", memoryMiB: 16, graphics: {}, shutdownTimeoutSeconds: 0 };
const off = { ...declared, powerState: "off" };

let domain: DrivenDomain;

beforeAll(async () => {
    domain = await DrivenDomain.create(name, declared);
});

afterAll(async () => {
    await virsh("destroy", name);
    await virsh("undefine", name);
});

const portOf = () => Number(/:(\d+)$/.exec(String(domain.state["screen"]))?.[1]);

test("a guest whose screen port was taken while it was off starts with another one, and keeps that", async () => {
    const port = portOf();
    await domain.up(off);
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    await domain.up(declared);
    const now = portOf();
    expect(now).toBeGreaterThan(0);
    expect(now).not.toBe(port);
    other.close();
    await domain.up(off);
    await domain.up(declared);
    expect(portOf()).toBe(now);
    expect(await domain.preview(declared)).toEqual([]);
});

test("a guest that fails to start for another reason keeps its definition, and the reason is reported", async () => {
    await domain.up(off);
    const before = await virsh("dumpxml", "--inactive", name);
    const disks = { hda: { file: "/nonexistent/disk.qcow2" } };
    await expect(domain.up({ ...declared, disks })).rejects.toThrow("/nonexistent/disk.qcow2");
    const after = await virsh("dumpxml", "--inactive", name);
    const graphics = (xml: string) => /<graphics[^>]*>/.exec(xml)?.[0];
    expect(graphics(after)).toBe(graphics(before));
    await domain.up(declared);
});
