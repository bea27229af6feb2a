import { configFailures, uriOf } from "../../../src/provider/plugin/providerConfig";
import { UNKNOWN, type Properties } from "../../../src/provider/lifecycle/wire";

const OWNER = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";

test.each<[string, Properties, Properties]>([
    ["nothing", {}, {}],
    ["the engine's version", { version: "1.0.0" }, {}],
    ["a URI and an owner", { uri: "qemu:///session", owner: OWNER }, {}],
    ["a URI that is not known yet", { uri: UNKNOWN }, { uri: "qemu:///session" }],
    [
        "another socket of the same host",
        { uri: "qemu+unix:///system?socket=/s" },
        { uri: "qemu:///system" },
    ],
    ["the default written out", { uri: "qemu:///system" }, { version: "1.0.0" }],
    ["the default left out", {}, { uri: "qemu:///system?socket=/s" }],
])("accepts %s", (_what, news, olds) => {
    expect(configFailures(news, olds)).toEqual([]);
});

test("refuses a URI of another host", () => {
    expect(configFailures({ uri: "test:///default" }, { uri: "qemu:///system" })).toEqual([
        {
            property: "uri",
            reason: 'must reach the same host and driver as "qemu:///system": the objects there would be orphaned. Destroy the stack first, or use another stack for the other host [other-host]',
        },
    ]);
});

test("refuses a URI that cannot be reached", () => {
    expect(configFailures({ uri: "qemu+ssh://host/system" }, {})).toEqual([
        {
            property: "uri",
            reason: 'must be a URI that can be reached: "qemu+ssh://host/system" uses the transport "ssh", which this version does not support. Use "qemu:///system", "qemu:///session", "test:///default" or "qemu+unix:///system?socket=/path/to/libvirt-sock". [uri-unsupported]',
        },
    ]);
});

test("reports every shape error", () => {
    expect(configFailures({ uri: "", owner: "me", url: "x" }, {})).toEqual([
        { property: "uri", reason: "must not be empty [too-short]" },
        {
            property: "owner",
            reason: 'must be a lower-case UUID such as 6a1576b9-9557-4d9e-950f-712f1bc5e2e6, not "me" [malformed]',
        },
        { property: "url", reason: "is not a known property; did you mean uri? [unknown-key]" },
    ]);
});

test("defaults to the URI of the system's daemon", () => {
    expect(uriOf({})).toBe("qemu:///system");
    expect(uriOf({ uri: "qemu:///session" })).toBe("qemu:///session");
});
