import * as fc from "fast-check";
import { element, print, textElement, type Element } from "../../../src/xml/tree/element";
import { parse } from "../../../src/xml/tree/parse";

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}(:[A-Za-z_][A-Za-z0-9_.-]{0,8})?$/);

/** The characters of XML 1.0: no control characters except tab and line ends, no lone surrogates. */
const text = fc
    .array(
        fc.oneof(
            fc.constantFrom(
                "&",
                "<",
                ">",
                "'",
                '"',
                "\n",
                "\r",
                "\t",
                " ",
                "]]>",
                "&#10;",
                "&amp;",
            ),
            fc.string({ unit: "binary", maxLength: 4 }).map(legal),
        ),
        { maxLength: 6 },
    )
    .map((parts) => parts.join(""));

function legal(characters: string): string {
    return characters.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, "");
}

const attributes = fc.dictionary(name, text, { maxKeys: 3, noNullPrototype: true });
const withText = (part: string) => part.trim() !== "";

const { tree } = fc.letrec<{ tree: Element }>((tie) => ({
    tree: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        fc.record({ name, attributes, children: text.map((part) => (part === "" ? [] : [part])) }),
        fc.record({ name, attributes, children: fc.array(tie("tree"), { maxLength: 3 }) }),
        // Between elements, white space has no meaning.
        fc.record({
            name,
            attributes,
            children: fc
                .tuple(tie("tree"), text.filter(withText), tie("tree"))
                .map((parts): Element["children"] => parts),
        }),
    ),
}));

test("reads back what it prints", () => {
    fc.assert(fc.property(tree, (root) => expect(parse(print(root))).toEqual(root)));
});

test("prints as libvirt does", () => {
    const root = element(
        "domain",
        { type: "kvm", "xmlns:x": "urn:x" },
        textElement("name", 'it\'s <xp> & "co"\n'),
        element("devices", {}, [element("x:disk"), [element("b", { n: 1 })]]),
        element("mixed", {}, "a", element("b", {}, element("c")), "d"),
    );
    expect(print(root)).toBe(
        [
            "<domain type='kvm' xmlns:x='urn:x'>",
            "  <name>it&apos;s &lt;xp&gt; &amp; &quot;co&quot;&#10;</name>",
            "  <devices>",
            "    <x:disk/>",
            "    <b n='1'/>",
            "  </devices>",
            "  <mixed>a<b>",
            "  <c/>",
            "</b>d</mixed>",
            "</domain>",
            "",
        ].join("\n"),
    );
});

test("leaves out absent values", () => {
    const root = element(
        "a",
        { x: undefined, y: 0 },
        undefined,
        [undefined],
        textElement("b", undefined),
    );
    expect(root).toEqual({ name: "a", attributes: { y: "0" }, children: [] });
    expect(textElement("b", "")).toEqual({ name: "b", attributes: {}, children: [""] });
});
