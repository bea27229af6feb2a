import { type Made, nextSteps, nextStepsText } from "../../../../src/cli/commands/new/nextSteps";
import { plain } from "../../recordingIo";

const made: Made = {
    folder: "mylab",
    hasImage: true,
    isInstalled: true,
    pulumi: "ready",
};

const commands = (different: Partial<Made>) =>
    nextSteps({ ...made, ...different }).map(([command]) => command);

test("names three steps if everything is installed", () => {
    expect(nextStepsText(plain, nextSteps(made))).toBe(
        [
            "Next:",
            "  cd mylab               # enter the project",
            "  pulumi stack init dev  # once; choose a passphrase for its secrets",
            "  pulumi up              # start the lab",
            "",
        ].join("\n"),
    );
});

test("names all steps in order if nothing is installed", () => {
    expect(commands({ hasImage: false, isInstalled: false, pulumi: "missing" })).toEqual([
        "cd mylab",
        "npm install",
        "curl -fsSL https://get.pulumi.com | sh",
        "pulumi login --local",
        "pulumi stack init dev",
        "pulumi config set image ~/xp-sp3.qcow2",
        "pulumi up",
    ]);
});

test("leaves out cd in the folder itself, and adds the login", () => {
    expect(commands({ folder: ".", pulumi: "logged-out" })).toEqual([
        "pulumi login --local",
        "pulumi stack init dev",
        "pulumi up",
    ]);
});
