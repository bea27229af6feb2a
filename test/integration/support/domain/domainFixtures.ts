import { chmod, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { output, virsh } from "../host/command";
import { IMAGES, testInterface, testName } from "../host/names";
import { virshWithXml } from "../host/virshWithXml";

const IMAGE_FILES = {
    "disk-1": ["-f", "qcow2", "1M"],
    "disk-2": ["-f", "qcow2", "1M"],
    "disk-3": ["-f", "qcow2", "1M"],
    "disk-4": ["-f", "qcow2", "1M"],
    "disk-5": ["-f", "qcow2", "1M"],
    "cd-1": ["-f", "raw", "1M"],
    "cd-2": ["-f", "raw", "1M"],
    "floppy-1": ["-f", "raw", "1440K"],
    "floppy-2": ["-f", "raw", "1440K"],
} as const;

/** Files that guests write as they like: they must not lie in the pool's own folder. */
const LOOSE = ["disk-4", "floppy-1", "floppy-2", "log", "other-log", "lan-capture"];

/** What a domain can use, created with virsh: images in a pool, two networks, two filters. */
export class DomainFixtures {
    /** Prefix of every name on the host. */
    readonly name: string;
    readonly folder: string;

    constructor(of: string) {
        this.name = testName(of);
        this.folder = join(IMAGES, this.name);
    }

    async build(): Promise<void> {
        await mkdir(join(this.folder, "loose"), { recursive: true });
        // QEMU's user creates the screen's socket there.
        await chmod(this.folder, 0o777);
        for (const [file, [flag, format, size]] of Object.entries(IMAGE_FILES)) {
            await output("qemu-img", ["create", "-q", flag, format, this.file(file), size]);
        }
        await virsh("pool-define-as", this.name, "dir", "--target", this.folder);
        await virsh("pool-start", this.name);
        for (const which of ["a", "b"] as const) {
            const name = this.other(which);
            const bridge = testInterface(which);
            const network = `<network><name>${name}</name><bridge name="${bridge}"/></network>`;
            const rule = '<rule action="accept" direction="inout"/>';
            await virshWithXml("net-define", network);
            await virsh("net-start", name);
            await virshWithXml("nwfilter-define", `<filter name="${name}">${rule}</filter>`);
        }
    }

    /** Path of an image or a log. */
    file = (image: string): string =>
        join(this.folder, LOOSE.includes(image) ? "loose" : "", image);

    /** Name of a network and of its filter. */
    other = (which: "a" | "b"): string => `${this.name}-${which}`;

    async remove(): Promise<void> {
        for (const which of ["a", "b"] as const) {
            await virsh("net-destroy", this.other(which));
            await virsh("net-undefine", this.other(which));
            await virsh("nwfilter-undefine", this.other(which));
        }
        await virsh("pool-destroy", this.name);
        await virsh("pool-undefine", this.name);
        await rm(this.folder, { recursive: true });
    }
}
