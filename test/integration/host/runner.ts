import { join } from "node:path";
import TestRunner from "jest-runner";

const ENTER = join(__dirname, "enter.sh");

/** Gives each worker of jest a host of its own, so that files side by side never meet. */
export default class HostRunner extends TestRunner {
    override async runTests(
        tests: Parameters<TestRunner["runTests"]>[0],
        watcher: Parameters<TestRunner["runTests"]>[1],
        options: Parameters<TestRunner["runTests"]>[2],
    ): Promise<void> {
        const node = process.execPath;
        // What fork() starts: jest has no option for the executable of its workers.
        process.execPath = ENTER;
        try {
            await super.runTests(tests, watcher, { ...options, serial: false });
        } finally {
            process.execPath = node;
        }
    }
}
