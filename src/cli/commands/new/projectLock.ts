import type { LockFile, Manifest, Package } from "../../ownPackage";

/** The package of xplab in a project's own folder. */
export interface Vendored {
    /** Relative to the project. */
    readonly path: string;
    /** In npm's format: sha512-... */
    readonly integrity: string;
}

/** A project's package.json. */
export interface ProjectManifest {
    readonly name: string;
    readonly dependencies: Readonly<Record<string, string | undefined>>;
    readonly devDependencies?: Readonly<Record<string, string | undefined>>;
}

/** The SDK of our provider, which xplab's package bundles, as no registry has it. */
const BUNDLED = "@pulumi/libvirt";

/**
 * The package-lock.json of a project, with the versions that xplab is tested with. npm uses the lock file of a package from a
 * registry, but installs the newest dependencies of a package from a file.
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

/** Whether a package is a dependency at run time and comes from a registry. */
const isRuntimeDependency = (place: string, { dev, link }: Package): boolean =>
    place.startsWith("node_modules/") && dev !== true && link !== true;
