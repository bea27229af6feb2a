import { checkText, planText } from "../../tools/lab/plan.mjs";

const provide = () => Promise.resolve();
const there = { title: "Pulumi CLI", missing: [], command: "download it", provide };
const absent = {
    title: "Debian packages",
    missing: ["cpio", "mtools"],
    command: "apt-get",
    provide,
};

test("tells what is missing and how it will come", () => {
    expect(planText([there, absent])).toBe(
        "This will now provide what the lab needs:\n  Debian packages: cpio mtools\n    apt-get",
    );
});

test("says so when nothing is missing", () => {
    expect(planText([there])).toBe("Everything the lab needs is here.");
});

test("a check names everything, with the command for what is missing", () => {
    expect(checkText([there, absent])).toBe(
        "✓ Pulumi CLI\n✗ Debian packages: missing cpio mtools\n    apt-get",
    );
});
