import { openHost } from "../../../src/provider/plugin/host";
import { Provider } from "../../../src/provider/plugin/provider";
import { functions } from "../../../src/schema/functions";
import { fakeLibvirt } from "../fakeLibvirt";

jest.mock("../../../src/provider/plugin/host");

const TOKENS = functions.map(({ token }) => token);
const CHOICE = `Call one of ${TOKENS.join(", ")}.`;

/** A provider on a host that answers no call. */
function provider(): Provider {
    jest.mocked(openHost).mockReset().mockResolvedValue(fakeLibvirt({}).libvirt);
    return new Provider();
}

test.each([
    [
        "libvirt:index:getHosts",
        `The provider has no function "libvirt:index:getHosts". ${CHOICE} [no-such-function]`,
    ],
    [
        "libvirt:index/getNodeInfo:getNodeInfo",
        `"libvirt:index/getNodeInfo:getNodeInfo" is a function of Pulumi's archived libvirt provider, not of this one. ${CHOICE} [archived-function]`,
    ],
])("refuses %s and names the existing functions", async (token, text) => {
    await expect(provider().invoke(token, {})).rejects.toThrow(new Error(text));
    expect(openHost).not.toHaveBeenCalled();
});

test("reports all wrong arguments at once, without asking the host", async () => {
    const answer = await provider().invoke("libvirt:index:getPool", { nam: "xp", path: "/" });
    expect(answer).toEqual({
        result: {},
        failures: [
            { property: "name", reason: "is required [required]" },
            {
                property: "nam",
                reason: "is not a known property; did you mean name? [unknown-key]",
            },
            {
                property: "path",
                reason: "is not a known property; the only one is name [unknown-key]",
            },
        ],
    });
    expect(openHost).not.toHaveBeenCalled();
});

test.each([
    [
        "libvirt:index:getVolume",
        { id: "xp" },
        "id",
        'must be a volume id of the form "pool/volume", not "xp" [malformed]',
    ],
    ["libvirt:index:getDomain", { name: 5 }, "name", "must be a text, not 5 [wrong-type]"],
    ["libvirt:index:getHost", { name: "xp" }, "name", "is not a known property [unknown-key]"],
])("%s refuses %j", async (token, args, property, reason) => {
    const { failures } = await provider().invoke(token, args);
    expect(failures).toEqual([{ property, reason }]);
});

test("reports an unreachable host like the connection does", async () => {
    const on = provider();
    jest.mocked(openHost).mockRejectedValue(new Error("no daemon"));
    await expect(on.invoke("libvirt:index:getHost", {})).rejects.toThrow(new Error("no daemon"));
});
