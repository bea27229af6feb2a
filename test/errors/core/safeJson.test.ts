import { safeJson } from "../../../src/errors/core/safeJson";

test("escapes terminal control characters without changing the JSON", () => {
    const name = "a\u009b31m\u007f\u202etxt.exe\u001b[2J \u00e4\u65e5";
    const text = safeJson({ name });
    expect(text).toBe('{"name":"a\\u009b31m\\u007f\\u202etxt.exe\\u001b[2J \u00e4\u65e5"}');
    expect(JSON.parse(text)).toEqual({ name });
});
