import { element, print } from "../../src/xml/tree/element";
import { markXml, tokenOf } from "../../src/xml/mark";
import { parse } from "../../src/xml/tree/parse";

const mark = { token: "t-1", urn: "urn:pulumi:dev::lab::libvirt:index:Domain::xp" };

test("a mark is found again in the document", () => {
    const document = print(element("domain", {}, markXml(mark, "a line")));
    expect(document).toBe(
        [
            "<domain>",
            "  <metadata>",
            "    <xplab:mark xmlns:xplab='urn:xplab:mark:1' token='t-1' " +
                "urn='urn:pulumi:dev::lab::libvirt:index:Domain::xp' title='a line'/>",
            "  </metadata>",
            "</domain>",
            "",
        ].join("\n"),
    );
    expect(tokenOf(parse(document))).toBe("t-1");
});

test("an object of somebody else's has none", () => {
    expect(tokenOf(parse("<domain><metadata><other/></metadata></domain>"))).toBeUndefined();
    expect(tokenOf(parse("<domain/>"))).toBeUndefined();
});
