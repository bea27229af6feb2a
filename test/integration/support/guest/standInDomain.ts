import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Libvirt } from "../../../../src/libvirt";
import { StandIn } from "../../../../src/standIn";
import { standInImage } from "../../../../tools/lab/standIn.mjs";
import { output, run, virsh } from "../host/command";
import { IMAGES, testInterface, testName } from "../host/names";

/** The guest clock's offset from the host's, which the guest can learn only from its hardware clock. */
export const CLOCK_SECONDS = -1000 * 24 * 3600;

/**
 * A stand-in with every device that it can report: eth0 on a libvirt network with a lease and a name server,
 * eth1 on a bridge of the host, a second disk, a CD, a floppy, a panic device.
 */
export class StandInDomain {
    readonly name = testName("voice");
    readonly bridge = testInterface("b");
    /** Third byte of this run's two subnets, in the range that RFC 2544 keeps for tests. */
    readonly #subnet = process.pid % 256;
    readonly hostAddress = `198.18.${this.#subnet}.1`;
    readonly guestAddress = `198.18.${this.#subnet}.2`;
    readonly otherAddress = `198.18.${this.#subnet}.9`;
    readonly servedName = "answer.example";
    readonly servedAddress = `198.19.${this.#subnet}.77`;
    readonly macAddresses = ["52:54:00:70:00:01", "52:54:00:70:00:02"] as const;
    readonly folder = join(IMAGES, this.name);

    /** Creates the disks, the networks and the domain, and starts it. */
    async start(): Promise<void> {
        await mkdir(this.folder, { mode: 0o755 });
        await this.#makeDisks();
        await output("ip", ["link", "add", this.bridge, "type", "bridge"]);
        await output("ip", ["address", "add", `${this.hostAddress}/24`, "dev", this.bridge]);
        await output("ip", ["link", "set", this.bridge, "up"]);
        await virsh("net-create", await this.#file("network.xml", this.#networkXml()));
        await virsh("define", await this.#file("domain.xml", this.#domainXml()));
        await virsh("start", this.name);
    }

    /** Waits until the guest is up. */
    async meet(libvirt: Libvirt): Promise<StandIn> {
        const handle = await libvirt.call("domainLookupByName", { name: this.name });
        const standIn = await StandIn.attach(libvirt, handle);
        await standIn.ready();
        return standIn;
    }

    /** Removes what `start` created, even when it failed midway. */
    async remove(): Promise<void> {
        for (const command of [
            ["destroy", this.name],
            ["undefine", this.name],
            ["net-destroy", this.name],
        ]) {
            await run("virsh", ["--connect", "qemu:///system", ...command]);
        }
        await run("ip", ["link", "delete", this.bridge]);
        await rm(this.folder, { recursive: true, force: true });
    }

    path = (name: string) => join(this.folder, name);

    async state(): Promise<string> {
        return (await virsh("domstate", this.name)).trim();
    }

    /** A counter of libvirt's. */
    async statistic(name: string): Promise<number> {
        const [, value] =
            new RegExp(`${name}=(\\d+)`).exec(await virsh("domstats", this.name)) ?? [];
        if (value === undefined) throw new Error(`libvirt tells no ${name}.`);
        return Number(value);
    }

    async #makeDisks(): Promise<void> {
        const note = await this.#file("note.txt", "one\r\nback\\slash\r\n");
        const script = await this.#file(
            "script.sh",
            'echo "$1 arguments: $#"\necho ran >RAN.TXT\n',
        );
        const failing = await this.#file("failing.sh", "echo broken\nexit 3\n");
        await output("qemu-img", ["convert", "-O", "raw", standInImage, this.path("hda.raw")]);
        await this.#makeFat("floppy.raw", ["-f", "1440"], { "NOTE.TXT": note });
        await this.#makeFat("results.raw", ["-T", "16384", "-h", "16", "-s", "32"], {
            "SCRIPT.SH": script,
            "FAILING.SH": failing,
        });
        await mkdir(this.path("cd/I386"), { recursive: true });
        await writeFile(this.path("cd/I386/SETUP.TXT"), "from the CD\r\n");
        await output("xorriso", [
            ...["-as", "mkisofs", "-quiet", "-J", "-o", this.path("cd.iso")],
            this.path("cd"),
        ]);
        for (const name of ["hda.raw", "floppy.raw", "results.raw"]) {
            await chmod(this.path(name), 0o666);
        }
    }

    async #makeFat(
        name: string,
        geometry: readonly string[],
        files: Readonly<Record<string, string>>,
    ): Promise<void> {
        await output("mformat", ["-C", "-i", this.path(name), ...geometry, "::"]);
        for (const [target, source] of Object.entries(files)) {
            await output("mcopy", ["-i", this.path(name), source, `::${target}`]);
        }
    }

    async #file(name: string, text: string): Promise<string> {
        await writeFile(this.path(name), text);
        return this.path(name);
    }

    #networkXml(): string {
        const prefix = `198.19.${this.#subnet}`;
        return `
            <network>
                <name>${this.name}</name>
                <bridge name="${testInterface("n")}"/>
                <domain name="example" localOnly="yes"/>
                <dns><host ip="${this.servedAddress}"><hostname>${this.servedName}</hostname></host></dns>
                <ip address="${prefix}.1" netmask="255.255.255.0">
                    <dhcp><range start="${prefix}.2" end="${prefix}.2"/></dhcp>
                </ip>
            </network>`;
    }

    #domainXml(): string {
        const [first, second] = this.macAddresses;
        const disk = (device: string, target: string, bus: string, file: string, rest = "") => `
            <disk type="file" device="${device}">
                <driver name="qemu" type="raw"/>
                <source file="${this.path(file)}"/>
                <target dev="${target}" bus="${bus}"/>${rest}
            </disk>`;
        return `
            <domain type="qemu">
                <name>${this.name}</name>
                <memory unit="MiB">128</memory>
                <os><type arch="x86_64" machine="pc">hvm</type></os>
                <features><acpi/></features>
                <cpu mode="custom" match="exact"><model>qemu64</model></cpu>
                <clock offset="variable" adjustment="${CLOCK_SECONDS}" basis="utc"/>
                <on_crash>preserve</on_crash>
                <devices>
                    ${disk("disk", "hda", "ide", "hda.raw", "<serial>VOICE-1</serial>")}
                    ${disk("disk", "hdb", "ide", "results.raw")}
                    ${disk("cdrom", "hdc", "ide", "cd.iso", "<readonly/>")}
                    ${disk("floppy", "fda", "fdc", "floppy.raw")}
                    <interface type="network">
                        <mac address="${first}"/>
                        <source network="${this.name}"/>
                        <model type="rtl8139"/>
                    </interface>
                    <interface type="bridge">
                        <mac address="${second}"/>
                        <source bridge="${this.bridge}"/>
                        <model type="rtl8139"/>
                    </interface>
                    <serial type="pty"/>
                    <video><model type="cirrus"/></video>
                    <memballoon model="none"/>
                    <panic model="isa"/>
                </devices>
            </domain>`;
    }
}
