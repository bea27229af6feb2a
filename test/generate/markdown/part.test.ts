import { REST, withPart, withRest } from "../../../tools/generate/markdown/part";

const PAGE = "# Page\n\n<begin>\n\nold\n<end>\n\nafter\n";

test("replaces a part and keeps the rest", () => {
    const page = withPart(PAGE, "<begin>", "<end>", "new\n");
    expect(page).toBe("# Page\n\n<begin>\n\nnew\n\n<end>\n\nafter\n");
    expect(withPart(page, "<begin>", "<end>", "new\n")).toBe(page);
});

test("replaces the rest and keeps the part before it", () => {
    const page = withRest(`# Page\n\n${REST}\n\nold\n`, "new\n");
    expect(page).toBe(`# Page\n\n${REST}\n\nnew\n`);
    expect(withRest(page, "new\n")).toBe(page);
});

test.each([
    ["a beginning", "<start>", "<end>", "no <start>"],
    ["an end", "<begin>", "<stop>", "no <stop> after <begin>"],
    ["an end after the beginning", "<end>", "<begin>", "no <begin> after <end>"],
])("refuses a page without %s", (_what, begin, end, told) => {
    expect(() => withPart(PAGE, begin, end, "new\n")).toThrow(new Error(`the page has ${told}`));
});

test("refuses a page without the mark of the rest", () => {
    expect(() => withRest(PAGE, "new\n")).toThrow(new Error(`the page has no ${REST}`));
});
