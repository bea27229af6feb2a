import { isDead } from "../../tools/lab/pulumiLock.mjs";

const lock = { pid: 4711, hostname: "here", timestamp: "2026-01-02T03:04:05Z" };

test.each([
    ["its process has ended", "here", undefined, true],
    ["another program has its number", "here", "bash", true],
    ["its process runs", "here", "pulumi", false],
    ["it is from another host, of which nothing is known", "elsewhere", undefined, false],
])("a lock when %s", (_case, here, processName, expected) => {
    expect(isDead(lock, here, () => processName)).toBe(expected);
});
