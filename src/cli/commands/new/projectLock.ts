import type { LockFile, Manifest, Package } from "../../ownPackage";

/** The package of xplab that a project has in its own folder. */
export interface Vendored {
    /** Its place in the project. */
    readonly path: string;
    /** In npm's form: sha512-... */
    readonly integrity: string;
}

/** What a project's package.json says. */
export interface ProjectManifest {
    readonly name: string;
    readonly dependencies: Readonly<Record<string, string | undefined>>;
    readonly devDependencies?: Readonly<Record<string, string | undefined>>;
}

/** The SDK of our own provider, which is in xplab's package and in no registry. */
const BUNDLED = "@pulumi/libvirt";

/**
 * The package-lock.json of a project: every package as xplab was tried with it. npm follows the lock file of a package only
 * when that comes out of a registry; of one in a file it would take the newest version of everything below.
 */
export function projectLock(
    project: ProjectManifest,
    { path, integrity }: Vendored,
    manifest: Manifest,
    { lockfileVersion, packages }: LockFile,
): string {
    const { version, license, dependencies, bin, engines } = manifest;
    const xplab = {
        version,
        resolved: `file:${path}`,
        integrity,
        bundleDependencies: [BUNDLED],
        license,
        dependencies,
        bin,
        engines,
    };
    const own = Object.keys(project.devDependencies ?? {}).map((name) => `node_modules/${name}`);
    const others = Object.entries(packages).filter(
        ([place, one]) => isRuntimeDependency(place, one) || own.includes(place),
    );
    const lock = {
        name: project.name,
        lockfileVersion,
        requires: true,
        packages: {
            "": project,
            "node_modules/xplab": xplab,
            [`node_modules/xplab/node_modules/${BUNDLED}`]: { version, inBundle: true, license },
            ...Object.fromEntries(others),
        },
    };
    return `${JSON.stringify(lock, undefined, 2)}\n`;
}

/** Whether a package is needed where xplab is used, and comes out of a registry. */
const isRuntimeDependency = (place: string, { dev, link }: Package): boolean =>
    place.startsWith("node_modules/") && dev !== true && link !== true;
