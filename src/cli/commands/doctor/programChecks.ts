import { dirname, join } from "node:path";
import { type Check, type Finding, ok, type Probe, problem, warning } from "./check";

const OLDEST_NODE = 20;
/** The oldest CLI that xplab was tested with. */
const OLDEST_PULUMI = [3, 248] as const;

/** Checks of the programs that xplab runs, or that run it. */
export const programChecks: readonly Check[] = [
    { name: "Node.js", check: node },
    { name: "Pulumi CLI", check: pulumi },
    { name: "provider plugin", check: plugin },
    { name: "qemu-img", check: needs("qemu-img", "qemu-utils", "only qcow2 images") },
    { name: "bubblewrap", check: needs("bwrap", "bubblewrap", "only qcow2 images") },
    { name: "xorriso", check: needs("xorriso", "xorriso", "no media (files for guests)") },
];

function node({ nodeVersion }: Probe): Finding {
    if (Number.parseInt(nodeVersion) >= OLDEST_NODE) return ok(nodeVersion);
    return problem(`${nodeVersion} is too old`, `Install Node.js ${OLDEST_NODE} or later.`);
}

async function pulumi(probe: Probe): Promise<Finding> {
    const [oldestMajor, oldestMinor] = OLDEST_PULUMI;
    const remedy = `Install the Pulumi CLI ${OLDEST_PULUMI.join(".")} or later: https://www.pulumi.com/docs/install/`;
    const ended = await probe.run("pulumi", ["version"]);
    if (ended === undefined) return problem("not on the PATH", remedy);
    const version = ended.stdout.trim().replace(/^v/, "");
    const [major = 0, minor = 0] = version.split(".").map(Number);
    const isRecent = major === oldestMajor && minor >= oldestMinor;
    return isRecent ? ok(version) : problem(`xplab is not tested with "${version}"`, remedy);
}

const PLUGIN = "bin/pulumi-resource-libvirt";

/** `pulumi up` runs the copy in the project. */
function plugin({ folder, packageFolder, stat }: Probe): Finding {
    const project = projectFolder(folder, stat);
    if (project === undefined || stat(join(project, "dist/provider")) !== undefined) {
        return stat(join(packageFolder, PLUGIN)) === undefined
            ? problem(`"${PLUGIN}" is not in ${packageFolder}`, "Reinstall xplab.")
            : ok(join(packageFolder, PLUGIN));
    }
    const own = join(project, "node_modules/xplab", PLUGIN);
    return stat(own) === undefined
        ? problem(`not in ${project}/node_modules/xplab`, `Run "npm install" in ${project}.`)
        : ok(own);
}

/** The nearest folder, from this one upwards, with a Pulumi project. */
function projectFolder(folder: string, stat: Probe["stat"]): string | undefined {
    if (stat(join(folder, "Pulumi.yaml")) !== undefined) return folder;
    const above = dirname(folder);
    return above === folder ? undefined : projectFolder(above, stat);
}

function needs(program: string, debianPackage: string, effect: string): Check["check"] {
    return ({ find }) => {
        const path = find(program);
        if (path !== undefined) return ok(path);
        return warning(`not installed: ${effect}`, `Install it: apt install ${debianPackage}`);
    };
}
