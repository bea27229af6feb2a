import { existsSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";

/** Where libvirt keeps files, whose pools are anybody's who may speak to it. */
export const LIBVIRT_IMAGES = "/var/lib/libvirt/images";

/** Where libvirt has folders for logs of its guests, and for their sockets. */
export const LIBVIRT_LOGS = ["/var/log/libvirt"];
export const LIBVIRT_SOCKETS = ["/var/lib/libvirt/qemu", "/run/libvirt"];

/** Whether a path is one of some folders or below it; `..` in it counts, links do not. */
export const isBelow = (path: string, ...folders: readonly string[]): boolean =>
    folders.some((folder) =>
        `${normalize(path)}/`.startsWith(`${normalize(folder).replace(/\/$/, "")}/`),
    );

/** Whether a path of this machine is one of some folders or below it, behind links too. */
export const isReallyBelow = (path: string, ...folders: readonly string[]): boolean =>
    isBelow(realPath(path), ...folders.map(realPath));

/** Without links, as far as it is there. */
function realPath(path: string): string {
    try {
        return realpathSync(path);
    } catch {
        const above = dirname(path);
        return above === path ? path : join(realPath(above), basename(path));
    }
}

/**
 * The folder of the project that an engine works on: as the Pulumi command line finds it, from its own. Where a program runs
 * the project may decide.
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
