import NodeEnvironment from "jest-environment-node";
import { thingsOnHost } from "./leftovers";

/** Fails a file of tests that leaves something on its host: the test is wrong, or what it tests is. */
export default class HostEnvironment extends NodeEnvironment {
    #before: readonly string[] = [];

    override async setup(): Promise<void> {
        await super.setup();
        this.#before = await thingsOnHost();
    }

    override async teardown(): Promise<void> {
        await super.teardown();
        const left = (await thingsOnHost()).filter((thing) => !this.#before.includes(thing));
        if (left.length > 0) throw new Error(`The tests left on their host: ${left.join(", ")}.`);
    }
}
