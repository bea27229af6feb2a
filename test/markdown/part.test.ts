import { REST, withPart, withRest } from "../../src/markdown/part";

const PAGE = "# Page\n\n<begin>\n\nold\n<end>\n\nafter\n";

test("a part is written anew, and what is around it stays", () => {
    const page = withPart(PAGE, "<begin>", "<end>", "new\n");
    expect(page).toBe("# Page\n\n<begin>\n\nnew\n\n<end>\n\nafter\n");
    expect(withPart(page, "<begin>", "<end>", "new\n")).toBe(page);
});

test("the rest is written anew, and what stands before it stays", () => {
    const page = withRest(`# Page\n\n${REST}\n\nold\n`, "new\n");
    expect(page).toBe(`# Page\n\n${REST}\n\nnew\n`);
    expect(withRest(page, "new\n")).toBe(page);
});

test.each([
    ["a beginning", "<start>", "<end>", "no <start>"],
    ["an end", "<begin>", "<stop>", "no <stop> after <begin>"],
    ["an end after the beginning", "<end>", "<begin>", "no <begin> after <end>"],
])("a page without %s is refused", (_what, begin, end, told) => {
    expect(() => withPart(PAGE, begin, end, "new\n")).toThrow(new Error(`the page has ${told}`));
});

test("a page without a rest to be written is refused", () => {
    expect(() => withRest(PAGE, "new\n")).toThrow(new Error(`the page has no ${REST}`));
});
