import { documents } from "../../documents/documents";
import { NOT_RUN } from "../../documents/notRun";
import { inventory } from "../support/host/inventory";
import { Reader } from "./reader";

jest.setTimeout(300_000);

let before: string[];
let reader: Reader;

beforeAll(async () => {
    before = await inventory();
    reader = await Reader.create();
});

afterAll(() => reader.dispose());

/** Every command that the table does not name is run. */
const withRun = documents
    .map((document) => ({
        ...document,
        run: document.commands.filter(({ text }) => !(text in NOT_RUN)),
    }))
    .filter(({ run }) => run.length > 0);

/** What a document promises that they print. */
const PROMISED: Readonly<Record<string, string>> = {
    "docs/how-to/configuration-alone.md":
        "-patient-1-domain: memoryMiB 128 -> 512: restarts the guest",
    "docs/tutorials/first-lab.md": "-analyst-domain: memoryMiB 512 -> 768: restarts the guest",
    "docs/tutorials/old-instrument.md":
        "reaches beyond the lab: /dev/ttyUSB0, a device of the host",
    "examples/versioned-machines/README.md":
        "versioned-machines-lan-filter: rules: on running guests too",
};

test.each(withRun)("the commands in $file do what they say", async ({ run, ...document }) => {
    expect(await reader.follow(document, run)).toContain(PROMISED[document.file] ?? "");
});

test("following all documents leaves nothing on the host", async () => {
    expect(await inventory()).toEqual(before);
});
