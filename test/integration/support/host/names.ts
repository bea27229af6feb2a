/** Where libvirt lets QEMU open images. */
export const IMAGES = "/var/lib/libvirt/images";

const STEM = "xplabtest-";

/** Set by the global set-up and completed by each test host; what the tests make there begins with it. */
const VARIABLE = "XPLAB_TEST_PREFIX";

/** Chooses what names of this run begin with: another one in each run, as cgroups are those of the machine. */
export function choosePrefix(): void {
    process.env[VARIABLE] = `${STEM}${process.pid}-`;
}

/** A name that belongs to this run of the tests. */
export function testName(name: string): string {
    const prefix = process.env[VARIABLE];
    if (prefix === undefined) throw new Error("The global set-up has not run.");
    return `${prefix}${name}`;
}

/** Interfaces have at most 15 characters. */
export const testInterface = (name: string): string => `xpt${process.pid}${name}`;
