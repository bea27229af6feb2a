import { networkFilter } from "../../../src/provider/resources/networkFilter";
import { NetworkFilter } from "../../../src/schema/networkFilter";
import { print } from "../../../src/xml/element";
import { networkFilterXml } from "../../../src/xml/networkFilter";
import { callContext, failing, fakeLibvirt } from "../fakeLibvirt";

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

test("an update replaces the rules, also those that others put in, and keeps what it refers to", async () => {
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

test.each([UUID, "xp"])("is read by %s", async (id) => {
    expect(await networkFilter.read(id, {}, host(xmlOf(drop)).libvirt)).toEqual({
        id: UUID,
        inputs: inputs(drop),
        outputs: {},
    });
});

test("what is gone is not read", async () => {
    expect(await networkFilter.read(UUID, {}, host(undefined).libvirt)).toBeUndefined();
});
