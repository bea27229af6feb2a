import { alternatives } from "../../../src/errors/core/alternatives";

test.each([
    [["a"], '"a"'],
    [["a", "b"], '"a" or "b"'],
    [["a", "b", 3], '"a", "b" or 3'],
])("lists %j as %s", (values, expected) => {
    expect(alternatives(values)).toBe(expected);
});
