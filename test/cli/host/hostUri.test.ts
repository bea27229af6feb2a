import { hostUri } from "../../../src/cli/host/hostUri";

const environment = { LIBVIRT_DEFAULT_URI: "test:///default" };

test.each([
    ["the option", "qemu:///session", environment, "qemu:///session"],
    ["libvirt's own variable", undefined, environment, "test:///default"],
    ["the system's QEMU", undefined, { LIBVIRT_DEFAULT_URI: "" }, "qemu:///system"],
    ["the system's QEMU, too", undefined, {}, "qemu:///system"],
])("uses %s", (_, option, variables, uri) => {
    expect(hostUri(option, variables)).toBe(uri);
});
