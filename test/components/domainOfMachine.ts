import * as pulumi from "@pulumi/pulumi";
import { Lab, type LabArgs } from "../../src/components/lab/lab";
import type { Properties } from "../../src/provider/lifecycle/wire";
import { Domain } from "../../src/schema/domain/domain";
import { domainXml, type DomainDefaults } from "../../src/xml/domain/write/domain";
import { withDisksInOrder } from "../../src/xml/domain/diskOrder";
import type { Element } from "../../src/xml/tree/element";
import { check, OWNER, urnOf } from "../provider/checked";
import { promiseOf, recordResources } from "./recording";

interface Host {
    /** Id of the provider resource. */
    readonly owner?: string;
    readonly type?: DomainDefaults["type"];
    /** The domain's inputs in the state. */
    readonly olds?: Properties;
}

/** What the only machine of a lab is on a host: its domain's inputs as the engine keeps them, and its definition. */
export async function domainOfMachine(args: Partial<LabArgs>, host: Host = {}) {
    const { owner = OWNER, type = "qemu", olds = {} } = host;
    // A recording finds a resource's first request, which may be that of an earlier lab.
    jest.restoreAllMocks();
    const record = await recordResources();
    // One that is chosen would be another each time.
    const screenPassword = "s3cret";
    const lab = new Lab("lab", {
        image: "pool/golden",
        machines: { xp: {} },
        screenPassword,
        ...args,
    });
    const [machine = ""] = Object.keys(await promiseOf(lab.machines));
    // The components' outputs are still on their way, to mocks that the next lab replaces.
    await pulumi.runtime.disconnect();
    const name = `lab-${machine}-domain`;
    // What was recorded are a resource's inputs; the engine takes the mark of a secret off them.
    const inputsOf = record[name]?.inputs as Properties;
    const news = { ...inputsOf, graphics: { password: screenPassword } };
    const checked = await check("Domain", news, { owner, olds, name });
    const { inputs, plain, failures } = checked;
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    const mark = { token: "3f0d3a9e-52b5-4b0c-8a43-0a8f3c1d2e4b", urn: urnOf("Domain", name) };
    const xml: Element = withDisksInOrder(domainXml(Domain.inputs.parse(plain), { type, mark }));
    return { inputs, xml };
}
