import { documents } from "../../documents/documents";
import { NOT_RUN } from "../../documents/notRun";
import { inventory } from "../support/inventory";
import { Reader } from "../support/reader";

jest.setTimeout(300_000);

let before: string[];
let reader: Reader;

beforeAll(async () => {
    before = await inventory();
    reader = await Reader.create();
});

afterAll(() => reader.dispose());

/** Every command is run that the table does not name. */
const withRun = documents
    .map((document) => ({
        ...document,
        run: document.commands.filter(({ text }) => !(text in NOT_RUN)),
    }))
    .filter(({ run }) => run.length > 0);

/** What a document promises that they print. */
const PROMISED: Readonly<Record<string, string>> = {
    "README.md": "-too-patient-1-domain: memoryMiB 128 -> 512: restarts the guest",
    "examples/versioned-machines/README.md":
        "versioned-machines-lan-filter: rules: on running guests too",
};

test.each(withRun)("the commands in $file do what they say", async ({ run, ...document }) => {
    expect(await reader.follow(document, run)).toContain(PROMISED[document.file] ?? "");
});

test("who has followed all documents has nothing left on the host", async () => {
    expect(await inventory()).toEqual(before);
});
