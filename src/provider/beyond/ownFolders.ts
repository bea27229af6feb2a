import { existsSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";

/** libvirt's folder for images. Whoever may use libvirt may use pools there. */
export const LIBVIRT_IMAGES = "/var/lib/libvirt/images";

/** libvirt's folders for logs and sockets of guests. */
export const LIBVIRT_LOGS = ["/var/log/libvirt"];
export const LIBVIRT_SOCKETS = ["/var/lib/libvirt/qemu", "/run/libvirt"];

/** Whether a path is one of the folders or below one. Resolves `..`, not links. */
export const isBelow = (path: string, ...folders: readonly string[]): boolean =>
    folders.some((folder) =>
        `${normalize(path)}/`.startsWith(`${normalize(folder).replace(/\/$/, "")}/`),
    );

/** Whether a path on this machine is one of the folders or below one. Resolves links. */
export const isReallyBelow = (path: string, ...folders: readonly string[]): boolean =>
    isBelow(realPath(path), ...folders.map(realPath));

/** Resolves links in the part of a path that exists. */
function realPath(path: string): string {
    try {
        return realpathSync(path);
    } catch {
        const above = dirname(path);
        return above === path ? path : join(realPath(above), basename(path));
    }
}

/**
 * The folder of the project that an engine works on, found from the engine's working folder as the Pulumi command line does.
 * The program's own working folder does not count, because the project chooses it.
 */
export function projectFolder(engine: number): string | undefined {
    try {
        return nearestProject(readlinkSync(`/proc/${engine}/cwd`));
    } catch {
        return undefined;
    }
}

function nearestProject(folder: string): string | undefined {
    const isProject = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].some((name) =>
        existsSync(join(folder, name)),
    );
    if (isProject) return folder;
    const above = dirname(folder);
    return above === folder ? undefined : nearestProject(above);
}
