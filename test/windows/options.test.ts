import { join } from "node:path";
import { parseOptions } from "../../tools/windows/options.mjs";

const iso = __filename;

test("has defaults, and takes paths from the working directory", () => {
    expect(parseOptions(["--iso", iso], "/cache/windows")).toEqual({
        iso,
        edition: "professional",
        keyFile: undefined,
        folder: "/cache/windows",
        out: join(process.cwd(), "windows-report"),
        memoryMiB: 512,
        minutes: 120,
        remove: false,
    });
    expect(parseOptions(["--remove"], "/cache/windows").iso).toBeUndefined();
});

test.each([
    [[], "No setup CD is named."],
    [["--iso", "/nonexistent.iso"], '"/nonexistent.iso" does not exist.'],
    [["--iso", iso, "--edition", "server"], '"server" is not an edition'],
    [["--iso", iso, "--minutes", "0"], '--minutes was given "0".'],
    [["--iso", iso, "--memory", "much"], '--memory was given "much".'],
    [["--iso", iso, "--product-key", "x"], "Unknown option '--product-key'"],
    [["--iso", iso, "extra"], "Unexpected argument 'extra'"],
])("refuses %j", (words, message) => {
    expect(() => parseOptions(words, "/cache")).toThrow(message);
});
