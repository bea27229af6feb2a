import { iniSections } from "../../../src/xp/setup/iniSections";

const valuesOf = (line: string) => iniSections(`[a]\n${line}`).get("a")?.[0]?.values;

test.each([
    ["x = 1, two", ["1", "two"]],
    ['x = "a, b", c', ["a, b", "c"]],
    ['x="a;b" ; comment', ["a;b"]],
    ["x = a # comment, b", ["a"]],
    ["x = d1, viostor.sys, viostor", ["d1", "viostor.sys", "viostor"]],
    ["x = a,,c", ["a", "", "c"]],
    ["x =", [""]],
])("reads from %p the values %j", (line, values) => {
    expect(valuesOf(line)).toEqual(values);
});

test("continues repeated sections, in any case, without comments", () => {
    const sections = iniSections(
        "z=0\r\n[Scsi]\r\n; no\r\n# no\r\na = 1\r\n[b]\r\n[SCSI] \r\n b = 2\r\n",
    );
    expect([...sections.keys()]).toEqual(["scsi", "b"]);
    expect(sections.get("scsi")).toEqual([
        { key: "a", values: ["1"], text: "a = 1" },
        { key: "b", values: ["2"], text: "b = 2" },
    ]);
});
