import { parseRequest } from "../../tools/compat/request.mjs";

test("takes its options out of jest's words", () => {
    const words = "debian-13 -w 1 --node 22 --daemons modular lifecycle --firewall nftables";
    expect(parseRequest(words.split(" "))).toEqual({
        system: "debian-13",
        node: "22",
        daemons: "modular",
        firewall: "nftables",
        jest: ["-w", "1", "lifecycle"],
    });
});

test("without options keeps this Node, libvirtd and the system's own firewall", () => {
    expect(parseRequest(["host"])).toEqual({
        system: "host",
        node: undefined,
        daemons: "libvirtd",
        firewall: undefined,
        jest: [],
    });
});

test.each([
    [[], "No system is named."],
    [["fedora"], '"fedora" is not a known system.'],
    [["host", "--daemons", "modular"], "The host keeps its own daemons and its own firewall."],
    [["host", "--firewall", "nftables"], "The host keeps its own daemons and its own firewall."],
    [["debian-13", "--node", "lts"], '--node was given "lts".'],
    [["debian-13", "--node"], '--node was given "".'],
    [["debian-13", "--daemons", "both"], '--daemons was given "both".'],
])("refuses %j", (words, message) => {
    expect(() => parseRequest(words)).toThrow(message);
});
