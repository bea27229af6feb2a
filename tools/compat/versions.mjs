// @ts-check
import { writeFile } from "node:fs/promises";
import { release } from "node:os";
import { run } from "../lab/command.mjs";
import { readDistribution } from "../lab/distribution.mjs";

/** Run in a test host: prints the versions there, as Versions of look.mjs. */

const network = `<network><name>look</name><forward mode="nat"/><ip address="198.51.100.1" prefix="24"/></network>`;

/** @param {string[]} words */
const virsh = (...words) => run("virsh", ["--connect", "qemu:///system", "--quiet", ...words]);

/** Checks the rules themselves: the default depends on the distribution's build and on what is installed. */
async function firewall() {
    await writeFile("/tmp/look.xml", network);
    await virsh("net-create", "/tmp/look.xml");
    try {
        return (await run("iptables-save", [])).includes("198.51.100.0/24")
            ? "iptables"
            : "nftables";
    } finally {
        await virsh("net-destroy", "look");
    }
}

const text = await virsh("version", "--daemon");
const version = (/** @type {RegExp} */ pattern) => pattern.exec(text)?.[1] ?? "unknown";
console.log(
    JSON.stringify({
        distribution: readDistribution().name,
        libvirt: version(/daemon: (\S+)/),
        qemu: version(/hypervisor: QEMU (\S+)/),
        // Without the builder's suffix.
        kernel: /^[\d.]+/.exec(release())?.[0] ?? release(),
        node: process.versions.node,
        firewall: await firewall(),
    }),
);
