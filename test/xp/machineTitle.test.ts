import fc from "fast-check";
import { machineTitle, parseMachineTitle } from "../../src/xp/machineTitle";

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}$/);

test("what was written is read", () => {
    fc.assert(
        fc.property(
            fc.record({
                machine: name,
                lab: name,
                stack: fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}$/),
            }),
            (title) => {
                expect(parseMachineTitle(machineTitle(title))).toEqual(title);
            },
        ),
    );
});

test("reads written host devices", () => {
    const hostDevices = ["/dev/ttyUSB0", "/dev/parport0", "usb 0529:0001", "usb 04b8:0110 1/4"];
    const title = { machine: "xp", lab: "my lab, with all", stack: "dev", hostDevices };
    expect(machineTitle(title)).toBe(
        "xp of lab my lab, with all, stack dev, with /dev/ttyUSB0, /dev/parport0, usb 0529:0001, usb 04b8:0110 1/4",
    );
    expect(parseMachineTitle(machineTitle(title))).toEqual(title);
});

test("accepts any text as a lab's name", () => {
    const title = { machine: "xp", lab: "my lab, stack of stacks", stack: "dev" };
    expect(parseMachineTitle(machineTitle(title))).toEqual(title);
});

test.each(["", "My desktop", "xp of lab", "xp of lab lab, stack "])(
    "does not parse %p",
    (title) => {
        expect(parseMachineTitle(title)).toBeUndefined();
    },
);
