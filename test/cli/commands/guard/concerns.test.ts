import { concernsOf } from "../../../../src/cli/commands/guard/concerns";
import { parse } from "../../../../src/xml/tree/parse";
import { parkingName, parkingXml } from "../../../../src/xml/network/parking";
import { print } from "../../../../src/xml/tree/element";
import {
    cleanHost,
    domainView,
    domainXml,
    NETWORK,
    networkView,
    networkXml,
    UUID,
} from "../audit/cleanHost";

const PARKING = parkingName(UUID);
const home = networkView("dhcp", networkXml(`<uuid>${UUID}</uuid>`));

/** What is wrong with a NIC that is plugged in somewhere else than its definition says. */
function weaknessesOn(network: string, xml: string): string[] {
    const elsewhere = parse(domainXml().replace(`network='${NETWORK}'`, `network='${network}'`));
    const other = { ...home, name: network, title: undefined, origin: undefined, now: parse(xml) };
    const networks = new Map([home, other].map((one) => [one.name, one]));
    const domains = [{ ...domainView(), now: elsewhere }];
    const view = { ...cleanHost({ domains }), networks };
    return concernsOf(view).flatMap(({ weaknesses }) => weaknesses.map(({ code }) => code));
}

const DEAD_END = print(parkingXml(UUID));

test.each([
    ["where it waits while its network is restarted", PARKING, DEAD_END, []],
    [
        "there, with an address of the host",
        PARKING,
        DEAD_END.replace("</network>", "<ip/></network>"),
        ["nic-moved"],
    ],
    [
        "there, with a way out",
        PARKING,
        DEAD_END.replace("</network>", "<forward/></network>"),
        ["nic-moved"],
    ],
    ["on one that is called alike", "parking-lot", DEAD_END, ["nic-moved"]],
    ["on where others wait", parkingName(UUID.replace("6", "7")), DEAD_END, ["nic-moved"]],
])("a NIC %s", (_where, network, xml, codes) => {
    expect(weaknessesOn(network, xml)).toEqual(codes);
});
