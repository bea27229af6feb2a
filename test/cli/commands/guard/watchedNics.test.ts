import { watchedNics } from "../../../../src/cli/commands/guard/watchedNics";
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

/** The weaknesses of a NIC that is not plugged in where its definition says. */
function weaknessesOn(network: string, xml: string): string[] {
    const elsewhere = parse(domainXml().replace(`network='${NETWORK}'`, `network='${network}'`));
    const other = { ...home, name: network, title: undefined, origin: undefined, now: parse(xml) };
    const networks = new Map([home, other].map((one) => [one.name, one]));
    const domains = [{ ...domainView(), now: elsewhere }];
    const view = { ...cleanHost({ domains }), networks };
    return watchedNics(view).flatMap(({ weaknesses }) => weaknesses.map(({ code }) => code));
}

const DEAD_END = print(parkingXml(UUID));

test.each([
    ["on its parking network", PARKING, DEAD_END, []],
    [
        "on its parking network with an address of the host",
        PARKING,
        DEAD_END.replace("</network>", "<ip/></network>"),
        ["nic-moved"],
    ],
    [
        "on its parking network with a way out",
        PARKING,
        DEAD_END.replace("</network>", "<forward/></network>"),
        ["nic-moved"],
    ],
    ["on a network with a similar name", "parking-lot", DEAD_END, ["nic-moved"]],
    [
        "on the parking network of another",
        parkingName(UUID.replace("6", "7")),
        DEAD_END,
        ["nic-moved"],
    ],
])("judges a NIC %s", (_where, network, xml, codes) => {
    expect(weaknessesOn(network, xml)).toEqual(codes);
});
