import { parse } from "../../../src/xml/tree/parse";

test("drops indentation between elements and keeps text", () => {
    expect(parse("<a>\n  <b> x </b>\n  <c> </c>\n</a>\n")).toEqual({
        name: "a",
        attributes: {},
        children: [
            { name: "b", attributes: {}, children: [" x "] },
            { name: "c", attributes: {}, children: [" "] },
        ],
    });
});

test("reads entities, references and CDATA", () => {
    expect(parse("<a t='&lt;&#10;'>&amp;&#x41;<![CDATA[<b>]]></a>")).toEqual({
        name: "a",
        attributes: { t: "<\n" },
        children: ["&A", "<b>"],
    });
});

test("skips the declaration and comments", () => {
    const text = "<?xml version='1.0'?><!-- WARNING: DO NOT EDIT --><a><!-- b --><c/></a>";
    expect(parse(text)).toEqual({
        name: "a",
        attributes: {},
        children: [{ name: "c", attributes: {}, children: [] }],
    });
});

test.each([
    ["<a>", "1:3: unclosed tag: a"],
    ["<a></b>", "1:7: unexpected close tag."],
    ["", "1:0: document must contain a root element."],
    ["<a>&nbsp;</a>", "1:9: undefined entity."],
])("refuses %s", (text, message) => {
    expect(() => parse(text)).toThrow(new Error(message));
});
