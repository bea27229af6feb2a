import { EDITIONS } from "../../src/xp/editions";
import { TUNINGS } from "../../src/xp/hardware/tunings";
import { casesOf, testGoldens } from "../xml/goldens";
import { domainOfMachine } from "./domainOfMachine";

afterEach(() => {
    jest.restoreAllMocks();
});

// From a lab's arguments to what libvirt is told; not that Windows XP then starts.
testGoldens("machine", async (input) => (await domainOfMachine(input)).xml);

test("every edition has a case in every tuning", () => {
    const cases = new Set(casesOf("machine"));
    const wanted = EDITIONS.flatMap((edition) => TUNINGS.map((tuning) => `${edition}-${tuning}`));
    expect(wanted.filter((one) => !cases.has(one))).toEqual([]);
});
