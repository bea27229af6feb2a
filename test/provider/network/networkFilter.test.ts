import { networkFilter } from "../../../src/provider/network/networkFilter";
import { NetworkFilter } from "../../../src/schema/network/networkFilter";
import { print } from "../../../src/xml/tree/element";
import { networkFilterXml } from "../../../src/xml/network/networkFilter";
import { callContext, failing, fakeLibvirt, libvirtError } from "../fakeLibvirt";

const UUID = "6a1576b9-9557-4d9e-950f-712f1bc5e2e6";
const ref = { name: "xp", uuid: UUID };
const drop = { action: "drop", direction: "inout", protocol: "mac" };
const inputs = (...rules: object[]) =>
    NetworkFilter.inputs.parse({ name: "xp", uuid: UUID, rules });
const xmlOf = (...rules: object[]) => print(networkFilterXml(inputs(...rules)));

function host(xml: string | undefined) {
    const found = xml === undefined ? failing("noNwfilter") : () => ref;
    return fakeLibvirt({
        nwfilterLookupByUUID: found,
        nwfilterLookupByName: found,
        nwfilterGetXMLDesc: () => xml,
        nwfilterDefineXMLFlags: () => ref,
    });
}

const REFERENCE = "  <filterref filter='others'/>\n";

test("replaces all rules, including those of others, and keeps references to filters", async () => {
    const others = xmlOf(drop, { ...drop, action: "accept" }).replace(
        "</filter>",
        `${REFERENCE}</filter>`,
    );
    const on = host(others);
    const news = inputs({ ...drop, priority: -1 });
    const context = { ...callContext(on.libvirt), state: {}, changes: [] };
    await networkFilter.update(UUID, inputs(drop), news, context);
    const [procedure, args] = on.calls.at(-1) ?? [];
    expect(procedure).toBe("nwfilterDefineXMLFlags");
    expect(args).toMatchObject({
        xml: xmlOf({ ...drop, priority: -1 }).replace("</filter>", `${REFERENCE}</filter>`),
    });
});

test.each([UUID, "xp"])("reads it by %s", async (id) => {
    expect(await networkFilter.read(id, {}, host(xmlOf(drop)).libvirt)).toEqual({
        id: UUID,
        inputs: inputs(drop),
        outputs: {},
    });
});

test("returns nothing for a missing filter", async () => {
    expect(await networkFilter.read(UUID, {}, host(undefined).libvirt)).toBeUndefined();
});

describe("a filter in use", () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    const used = (times: number) => {
        let left = times;
        return fakeLibvirt({
            nwfilterLookupByUUID: () => ref,
            nwfilterUndefine: () => {
                left -= 1;
                if (left >= 0) throw libvirtError("operationInvalid", "nwfilter is in use");
            },
        });
    };

    test("is deleted once the guest is gone", async () => {
        const on = used(2);
        const deletion = networkFilter.delete(UUID, {}, callContext(on.libvirt));
        await jest.advanceTimersByTimeAsync(1000);
        await deletion;
        expect(on.calls.filter(([name]) => name === "nwfilterUndefine")).toHaveLength(3);
    });

    test("is not deleted if the guest stays", async () => {
        const deletion = networkFilter.delete(UUID, {}, callContext(used(Infinity).libvirt));
        const refusal = expect(deletion).rejects.toMatchObject({
            message:
                'NetworkFilter "xp" is used by a running domain. ' +
                "Stop that domain, or give it another filter, then run again. [filter-in-use]",
        });
        await jest.advanceTimersByTimeAsync(31_000);
        await refusal;
    });

    test("is not waited for once the run is cut off", async () => {
        const stopping = new AbortController();
        const context = { ...callContext(used(Infinity).libvirt), signal: stopping.signal };
        const failure = expect(networkFilter.delete(UUID, {}, context)).rejects.toThrow("stopped");
        await jest.advanceTimersByTimeAsync(1000);
        stopping.abort(new Error("stopped"));
        await failure;
    });
});
