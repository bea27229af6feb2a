import { networkTitle, parseNetworkTitle } from "../../../src/xp/reach/networkTitle";

test.each([
    [
        {
            network: "lab-lan",
            stack: "dev",
            reach: "dhcp",
            resolver: false,
            open: [],
            capture: false,
        },
        "lab-lan of stack dev, reach dhcp",
    ],
    [
        {
            network: "lab-wan",
            stack: "dev",
            reach: "internet",
            resolver: true,
            open: [80, 3389],
            capture: true,
        },
        "lab-wan of stack dev, reach internet, resolver, open 80 3389, captured",
    ],
    [
        {
            network: "lab-lan",
            stack: "dev",
            reach: "guests",
            resolver: false,
            open: [],
            capture: true,
        },
        "lab-lan of stack dev, reach guests, captured",
    ],
] as const)("%j is told and read", (title, text) => {
    expect(networkTitle(title)).toBe(text);
    expect(parseNetworkTitle(text)).toEqual(title);
});

test.each([
    "patient-1 of lab lab, stack dev",
    "lan of stack dev",
    "lan of stack dev, reach everywhere",
    "lan of stack dev, reach dhcp, closed",
])("does not parse %s", (text) => {
    expect(parseNetworkTitle(text)).toBeUndefined();
});
