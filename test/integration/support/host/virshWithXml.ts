import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { virsh } from "./command";
import { testName } from "./names";

/** Runs a virsh command that reads XML from a file, its last argument. */
export async function virshWithXml(command: string, xml: string, ...args: readonly string[]) {
    const folder = await mkdtemp(join(tmpdir(), testName("xml-")));
    const file = join(folder, "xml");
    await writeFile(file, xml);
    try {
        await virsh(command, ...args, file);
    } finally {
        await rm(folder, { recursive: true });
    }
}

/** Takes the filter off the first NIC of a running domain. */
export async function removeFilter(domain: string): Promise<void> {
    const xml = await virsh("dumpxml", domain);
    const [nic = ""] = /<interface[\s\S]*?<\/interface>/.exec(xml) ?? [];
    expect(nic).toContain("<filterref");
    await virshWithXml("update-device", nic.replace(/<filterref[^>]*\/>/, ""), "--live", domain);
}
