import { chooseMachine } from "../../../src/cli/host/chooseMachine";
import { someMachine } from "../someMachine";

const uri = "qemu:///system";
const dev = someMachine();
const other = someMachine({ stack: "test", domain: "lab-test-patient-1" });
const otherLab = someMachine({ lab: "second", domain: "second-dev-patient-1" });
const analyst = someMachine({ machine: "analyst", domain: "lab-dev-analyst" });
const foreign = someMachine({ machine: "desktop", domain: "desktop", isOurs: false });

function refusal(choose: () => unknown): string {
    try {
        choose();
    } catch (error) {
        return (error as Error).message; // toBe fails on any other
    }
    throw new Error("It chose one.");
}

test.each([
    ["its own name", "analyst", analyst],
    ["stack/name", "test/patient-1", other],
    ["its domain's name", "lab-dev-patient-1", dev],
])("finds a machine by %s", (_, name, expected) => {
    expect(chooseMachine(name, [dev, other, analyst], uri)).toBe(expected);
});

test.each([
    ["analist", 'Did you mean "analyst"?'],
    ["tset/patient-1", 'Did you mean "test/patient-1"?'],
    ["lab-dev-patient-2", 'Did you mean "lab-dev-patient-1"?'],
    ["web", 'Use one of "patient-1", "patient-1", "analyst".'],
    ["desktop", 'Use one of "patient-1", "patient-1", "analyst".'],
])("there is no %s", (name, remedy) => {
    expect(refusal(() => chooseMachine(name, [dev, other, analyst, foreign], uri))).toBe(
        `There is no machine "${name}" at "qemu:///system". ${remedy} [machine-unknown]`,
    );
});

test("a host without machines is told as that", () => {
    expect(refusal(() => chooseMachine("patient-1", [foreign], uri))).toBe(
        'There is no machine "patient-1" at "qemu:///system". ' +
            'Create a lab with "xplab new": there are no machines yet. [machine-unknown]',
    );
});

test.each([
    ["stacks", [dev, other], '"dev/patient-1", "test/patient-1"'],
    ["labs of one stack", [dev, otherLab], '"lab-dev-patient-1", "second-dev-patient-1"'],
])("lists the candidates of several %s", (_, machines, candidates) => {
    expect(refusal(() => chooseMachine("patient-1", machines, uri))).toBe(
        `2 machines are called "patient-1". Use one of ${candidates}. [machine-ambiguous]`,
    );
});
