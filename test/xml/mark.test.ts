import { element, print } from "../../src/xml/tree/element";
import { markXml, tokenOf } from "../../src/xml/mark";
import { parse } from "../../src/xml/tree/parse";

const mark = { token: "t-1", urn: "urn:pulumi:dev::lab::libvirt:index:Domain::xp" };

test("reads a written mark", () => {
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

test("reads no mark from another program's object", () => {
    expect(tokenOf(parse("<domain><metadata><other/></metadata></domain>"))).toBeUndefined();
    expect(tokenOf(parse("<domain/>"))).toBeUndefined();
});
