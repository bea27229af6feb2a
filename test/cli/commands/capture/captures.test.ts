import { chooseCaptures, type Capture } from "../../../../src/cli/commands/capture/captures";
import { someMachine } from "../../someMachine";

const URI = "qemu:///system";

const capture = (stack: string, machine: string, network = `lab-detonation-${stack}`): Capture => ({
    machine: someMachine({
        machine,
        stack,
        domain: `lab-${stack}-${machine}`,
        uuid: `uuid of ${stack}/${machine}`,
    }),
    network,
    macAddress: "52:54:00:00:00:01",
    disk: undefined,
    file: `/images/lab-${stack}-${machine}-capture`,
});

const [one, two, test1] = [capture("dev", "one"), capture("dev", "two"), capture("test", "one")];
const quiet = someMachine({ machine: "quiet", domain: "lab-dev-quiet", uuid: "quiet" });

const choose = (name: string | undefined, captures: readonly Capture[]) =>
    chooseCaptures(name, captures, [...captures.map(({ machine }) => machine), quiet], URI);

test.each([undefined, "detonation", "dev/detonation", "lab-detonation-dev"])(
    "network %s is that of both machines",
    (name) => {
        expect(choose(name, [one, two])).toEqual({ title: "detonation", captures: [one, two] });
    },
);

test("a machine is its own capture alone", () => {
    expect(choose("two", [one, two])).toEqual({ title: "two", captures: [two] });
    expect(choose("test/one", [one, two, test1])).toEqual({ title: "one", captures: [test1] });
});

test("a network outside of a lab has its own name", () => {
    const other = capture("dev", "one", "default");
    expect(choose("default", [other])).toEqual({ title: "default", captures: [other] });
});

test.each([undefined, "detonation"])("two networks are too many for %s", (name) => {
    expect(() => choose(name, [one, test1])).toThrow(
        '2 networks match. Name one of "lab-detonation-dev", "lab-detonation-test". [capture-not-chosen]',
    );
});

test("nothing captured", () => {
    expect(() => choose(undefined, [])).toThrow(
        'No packets of the machines at "qemu:///system" are captured. Set "capture: true" on its network and run "pulumi up". [capture-missing]',
    );
    expect(() => choose("quiet", [one])).toThrow(
        'No packets of machine "quiet" are captured. Set "capture: true" on its network and run "pulumi up". [capture-missing]',
    );
});

test("no such machine", () => {
    expect(() => choose("three", [one])).toThrow(
        'There is no machine "three" at "qemu:///system".',
    );
});
