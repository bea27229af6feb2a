/** Where libvirt lets QEMU open images. */
export const IMAGES = "/var/lib/libvirt/images";

const STEM = "xplabtest-";

/** Set by the global set-up; what this run makes on the host begins with it. */
const VARIABLE = "XPLAB_TEST_PREFIX";

export function choosePrefix(): string {
    const prefix = `${STEM}${process.pid}-`;
    process.env[VARIABLE] = prefix;
    return prefix;
}

/** A name on the host that belongs to this run of the tests. */
export function testName(name: string): string {
    const prefix = process.env[VARIABLE];
    if (prefix === undefined) throw new Error("The global set-up has not run.");
    return `${prefix}${name}`;
}

/** Interfaces have at most 15 characters. */
export const testInterface = (name: string): string => `xpt${process.pid}${name}`;

/** The run that made a name; undefined for what no test made. */
export function runOf(name: string): number | undefined {
    const [, pid] = /(?:^|-)(?:xplabtest-(\d+)-|xpt(\d+)[a-z])/.exec(name)?.filter(Boolean) ?? [];
    return pid === undefined ? undefined : Number(pid);
}
