import { createHash, randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { Domain, Libvirt } from "../libvirt";
import { DomainUndefine, ListDomains } from "../libvirt/flags";
import { ignoreNotFound } from "../libvirt/ignoreNotFound";
import { element, print, type Element } from "../xml/tree/element";

/** The files that libvirt reads or deletes. */
export interface Files {
    /** Files to read: the disks of the domain, in this order. */
    readonly read?: readonly string[];
    /** A file to delete with the domain. */
    readonly deleted?: string;
}

const PREFIX = "xplab-files-";
const NAME = /^xplab-files-[0-9a-f]{12}-[0-9a-f]{16}$/;

/** Whether a domain is one of these and not a machine. */
export const isNeverStarted = (name: string): boolean => NAME.test(name);

/** The target of the disk at an index. */
export const targetAt = (index: number): string =>
    `vd${String.fromCharCode("a".charCodeAt(0) + index)}`;

/**
 * Defines a domain so that libvirt can read or delete files. It cannot start, because its firmware does not exist. All files
 * must be in one folder.
 */
export async function defineNeverStarted(
    libvirt: Pick<Libvirt, "call">,
    files: Files,
): Promise<Domain> {
    const [path = ""] = [files.deleted, ...(files.read ?? [])].filter((one) => one !== undefined);
    const name = `${prefixOf(dirname(path))}${randomBytes(8).toString("hex")}`;
    const xml = print(definition(name, files));
    return libvirt.call("domainDefineXMLFlags", { xml });
}

export const undefineNeverStarted = (libvirt: Pick<Libvirt, "call">, domain: Domain) =>
    ignoreNotFound(
        libvirt.call("domainUndefineFlags", { domain, flags: DomainUndefine.KEEP_NVRAM }),
    );

/** Removes the domains that killed runs left for a folder's files. */
export async function sweepNeverStarted(libvirt: Libvirt, folder: string): Promise<void> {
    const domains = await libvirt.call("connectListAllDomains", { flags: ListDomains.INACTIVE });
    const orphaned = domains.filter(({ name }) => name.startsWith(prefixOf(folder)));
    await Promise.all(orphaned.map((domain) => undefineNeverStarted(libvirt, domain)));
}

const DIGITS = 12;

const prefixOf = (folder: string) =>
    `${PREFIX}${createHash("sha256").update(folder).digest("hex").slice(0, DIGITS)}-`;

const NOWHERE = "/nonexistent";

// https://libvirt.org/formatdomain.html
function definition(name: string, { read = [], deleted }: Files): Element {
    return element(
        "domain",
        { type: "qemu" },
        element("name", {}, name),
        element("title", {}, "Files that xplab reads or deletes; never started"),
        element("memory", { unit: "MiB" }, 1),
        element(
            "os",
            {},
            element("type", { arch: "x86_64" }, "hvm"),
            element("loader", { readonly: "yes", type: "pflash" }, NOWHERE),
            element("nvram", {}, deleted ?? NOWHERE),
        ),
        element("features", {}, element("acpi")),
        // Logs belong to root.
        element(
            "seclabel",
            { type: "static", model: "dac", relabel: "no" },
            element("label", {}, "+0:+0"),
        ),
        element(
            "devices",
            {},
            read.map((file, index) =>
                element(
                    "disk",
                    { type: "file", device: "disk" },
                    element("driver", { name: "qemu", type: "raw" }),
                    element("source", { file }),
                    element("target", { dev: targetAt(index), bus: "virtio" }),
                ),
            ),
        ),
    );
}
