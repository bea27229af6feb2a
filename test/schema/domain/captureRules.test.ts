import { validateCaptureNotExtra } from "../../../src/schema/domain/captureRules";
import { Domain } from "../../../src/schema/domain/domain";

const domain = (captureFile: string | undefined, xml: string, at = "/domain") =>
    Domain.inputs.parse({
        interfaces: { lan: { network: "lan", captureFile } },
        extraXml: [{ at, xml }],
    });

const COMMAND_LINE = "<qemu:commandline><qemu:arg value='-S'/></qemu:commandline>";

test.each([
    [undefined, COMMAND_LINE, "/domain"],
    ["/frames", "<iothreads>1</iothreads>", "/domain"],
    ["/frames", COMMAND_LINE, "/domain/devices"],
    ["/frames", "<qemu:commandline", "/domain"],
])("accepts beside captureFile %s: %s at %s", (captureFile, xml, at) => {
    expect(validateCaptureNotExtra(domain(captureFile, xml, at))).toEqual([]);
});

test.each(["qemu:commandline", "qemu:override"])("rejects a <%s> beside a capture", (element) => {
    expect(validateCaptureNotExtra(domain("/frames", `<${element}/>`))).toEqual([
        {
            path: ["extraXml", 0, "xml"],
            message: `must not be a <${element}> when an interface has a captureFile [extra-xml-beside-capture]`,
        },
    ]);
});
