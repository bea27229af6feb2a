import { machineOf } from "../../../src/cli/host/machine";
import { parse } from "../../../src/xml/tree/parse";

const status = {
    uuid: "5f0c6a5e-3a5e-4a63-9d83-2b5b2f0f7e01",
    name: "my-lab-dev-patient-1",
    state: "running",
    interfaces: [],
    addresses: ["10.64.0.2"],
    screen: undefined,
};
const urn =
    "urn:pulumi:dev::mylab::xplab:index:Lab$xplab:index:Machine$libvirt:index:Domain::my-lab-patient-1-domain";
const mark = `<metadata><xplab:mark xmlns:xplab="urn:xplab:mark:1" token="t" urn="${urn}"/></metadata>`;
const memory = "<memory unit='KiB'>262144</memory>";

const common = {
    domain: status.name,
    uuid: status.uuid,
    state: "running",
    addresses: ["10.64.0.2"],
    screen: null,
    memoryMiB: 256,
};

test("recognizes a lab's machine by its title and mark", () => {
    const title = "<title>patient-1 of lab my-lab, stack dev</title>";
    expect(machineOf(status, parse(`<domain>${title}${mark}${memory}</domain>`))).toEqual({
        ...common,
        machine: "patient-1",
        lab: "my-lab",
        stack: "dev",
        project: "mylab",
        isOurs: true,
    });
});

test("puts a domain that a program declares itself in no lab", () => {
    expect(machineOf(status, parse(`<domain>${mark}${memory}</domain>`))).toEqual({
        ...common,
        machine: status.name,
        lab: null,
        stack: "dev",
        project: "mylab",
        isOurs: true,
    });
});

test("treats other domains as not ours, whatever their title", () => {
    const title = "<title>patient-1 of lab my-lab, stack dev</title>";
    expect(machineOf(status, parse(`<domain>${title}${memory}</domain>`))).toEqual({
        ...common,
        machine: status.name,
        lab: null,
        stack: null,
        project: null,
        isOurs: false,
    });
});
