import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Libvirt } from "../../../../src/libvirt";
import { acceleratorOf } from "../../../../src/provider/domain/accelerator/accelerator";
import { testName } from "../../../integration/support/host/names";

const { XDG_CACHE_HOME } = process.env;
let folder: string;

beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), testName("accelerator-")));
    process.env["XDG_CACHE_HOME"] = folder;
});

afterAll(async () => {
    if (XDG_CACHE_HOME === undefined) delete process.env["XDG_CACHE_HOME"];
    else process.env["XDG_CACHE_HOME"] = XDG_CACHE_HOME;
    await rm(folder, { recursive: true });
});

test("probes the host in the first run only", async () => {
    const first = await Libvirt.open("qemu:///system");
    const started = jest.spyOn(first, "call");
    const type = await acceleratorOf("auto", first);
    expect(started.mock.calls.map(([procedure]) => procedure)).toContain("domainCreateXML");
    first.close();

    const second = await Libvirt.open("qemu:///system");
    const asked = jest.spyOn(second, "call");
    expect(await acceleratorOf("auto", second)).toBe(type);
    expect(asked.mock.calls.map(([procedure]) => procedure)).not.toContain("domainCreateXML");
    second.close();
});
