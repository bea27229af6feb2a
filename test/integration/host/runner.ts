import { join } from "node:path";
import TestRunner from "jest-runner";

const ENTER = join(__dirname, "enter.sh");

/** Gives each jest worker a host of its own, so that parallel files never interfere. */
export default class HostRunner extends TestRunner {
    override async runTests(
        tests: Parameters<TestRunner["runTests"]>[0],
        watcher: Parameters<TestRunner["runTests"]>[1],
        options: Parameters<TestRunner["runTests"]>[2],
    ): Promise<void> {
        const node = process.execPath;
        // fork() starts this executable: jest has no option for that of its workers.
        process.execPath = ENTER;
        try {
            await super.runTests(tests, watcher, { ...options, serial: false });
        } finally {
            process.execPath = node;
        }
    }
}
