/** Where libvirt lets QEMU open images. */
export const IMAGES = "/var/lib/libvirt/images";

const STEM = "xplabtest-";

/** Prefix of all names that the tests create; set by the global set-up and extended by each test host. */
const VARIABLE = "XPLAB_TEST_PREFIX";

/** Chooses the run's prefix, a different one in each run because cgroups belong to the machine. */
export function choosePrefix(): void {
    process.env[VARIABLE] = `${STEM}${process.pid}-`;
}

/** A name of this test run. */
export function testName(name: string): string {
    const prefix = process.env[VARIABLE];
    if (prefix === undefined) throw new Error("The global set-up has not run.");
    return `${prefix}${name}`;
}

/** Interface names have at most 15 characters. */
export const testInterface = (name: string): string => `xpt${process.pid}${name}`;
