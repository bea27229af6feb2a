import { enhancedPacket, interfaceDescription, sectionHeader } from "../../src/pcap";

// draft-ietf-opsawg-pcapng, written out field by field

test("writes byte order, version and application into the section header", () => {
    expect(sectionHeader({ application: "xplab", comment: "four" }).toString("hex")).toBe(
        [
            "0a0d0d0a", // block type
            "34000000", // length, 52
            "4d3c2b1a", // byte-order magic
            "01000000", // version 1.0
            "ffffffffffffffff", // length of the section: open
            "0100" + "0400" + "666f7572", // comment
            "0400" + "0500" + "78706c6162" + "000000", // application, padded
            "00000000", // end of options
            "34000000",
        ].join(""),
    );
});

test("writes an Ethernet interface with a name and a description", () => {
    expect(interfaceDescription("xp", "a").toString("hex")).toBe(
        [
            "01000000",
            "28000000",
            "0100" + "0000", // link type, reserved
            "00000000", // no snapshot length
            "0200" + "0200" + "7870" + "0000",
            "0300" + "0100" + "61" + "000000",
            "00000000",
            "28000000",
        ].join(""),
    );
});

test("writes a packet with interface, time, both lengths and padded bytes", () => {
    const packet = {
        interface: 1,
        microseconds: 0x0006_0f8e_1234_5678n,
        frame: Buffer.from("abcde"),
    };
    expect(enhancedPacket(packet).toString("hex")).toBe(
        [
            "06000000",
            "28000000",
            "01000000", // interface
            "8e0f0600" + "78563412", // high and low half of the time
            "05000000" + "05000000", // captured and original length
            "6162636465" + "000000",
            "28000000",
        ].join(""),
    );
});
