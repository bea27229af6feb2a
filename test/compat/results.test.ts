import { existsSync } from "node:fs";
import { join } from "node:path";
import { pageText } from "../../tools/compat/page.mjs";
import { filesOf, withRun } from "../../tools/compat/results.mjs";
import recorded from "../../tools/compat/results.json";
import { rootFolder } from "../../tools/lab/folders.mjs";

const versions = {
    distribution: "Debian GNU/Linux 13 (trixie)",
    libvirt: "11.3.0",
    qemu: "10.0.13",
    kernel: "6.1.0",
    node: "20.20.2",
    firewall: "iptables",
};
const run = {
    system: "debian-13",
    daemons: "libvirtd",
    date: "2026-01-02",
    versions,
    files: { "a.itest.ts": { passed: 2, failed: ["does this"] } },
};

test("counts the tests of a file, and one that fails as a whole", () => {
    const testOf = (status: string) => ({ status, fullName: `is ${status}` });
    const fileOf = (name: string, status: string, ...tests: readonly string[]) => ({
        name: join(rootFolder, name),
        status,
        assertionResults: tests.map(testOf),
    });
    const testResults = [
        fileOf("test/a.itest.ts", "failed", "passed", "failed", "passed", "pending"),
        fileOf("test/b.itest.ts", "failed"),
        fileOf("test/c.itest.ts", "passed", "passed"),
    ];
    expect(filesOf({ testResults })).toEqual({
        "test/a.itest.ts": { passed: 2, failed: ["is failed"] },
        "test/b.itest.ts": { passed: 0, failed: ["the file as a whole"] },
        "test/c.itest.ts": { passed: 1, failed: [] },
    });
});

test("keeps the results of files that were not run again", () => {
    const again = {
        ...run,
        date: "2026-01-03",
        files: { "b.itest.ts": { passed: 1, failed: [] } },
    };
    expect(withRun([run], again)).toEqual([{ ...again, files: { ...run.files, ...again.files } }]);
});

test("forgets the results of other versions of the same system", () => {
    const newer = { ...run, versions: { ...versions, libvirt: "11.4.0" }, files: {} };
    expect(withRun([run], newer)).toEqual([newer]);
});

test.each([
    ["another system", { ...run, system: "debian-sid" }],
    ["other daemons", { ...run, daemons: "modular" }],
    ["another back end", { ...run, versions: { ...versions, firewall: "nftables" } }],
    ["another Node", { ...run, versions: { ...versions, node: "22.1.0" } }],
])("keeps the results beside those of %s", (_, other) => {
    expect(withRun([run], other)).toHaveLength(2);
});

test("writes a row for each, and each failure", () => {
    expect(pageText([run], 75)).toBe(`\
| System                       | Daemons  | Firewall | libvirt | QEMU    | Kernel | Node    | Date       | Files   | Tests | Failed |
| ---------------------------- | -------- | -------- | ------- | ------- | ------ | ------- | ---------- | ------- | ----- | ------ |
| Debian GNU/Linux 13 (trixie) | libvirtd | iptables | 11.3.0  | 10.0.13 | 6.1.0  | 20.20.2 | 2026-01-02 | 1 of 75 | 3     | 1      |

## Failures

- Debian GNU/Linux 13 (trixie), libvirt 11.3.0, libvirtd, iptables, Node 20.20.2: \`a.itest.ts\`, does this
`);
});

test("the recorded results name files that exist", () => {
    const files = recorded.flatMap(({ files }) => Object.keys(files));
    expect(files).toContain("test/package.itest.ts");
    expect(files.filter((file) => !existsSync(join(rootFolder, file)))).toEqual([]);
});
