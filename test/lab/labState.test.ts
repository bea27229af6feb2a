import { execFileSync } from "node:child_process";
import { environmentText, labVariables, shellQuote } from "../../tools/lab/labState.mjs";

function source(text: string, print: string) {
    return execFileSync("sh", ["-c", `${text}\nprintf %s "${print}"`], {
        encoding: "utf8",
        env: { PATH: "/usr/bin", PULUMI_CONFIG_PASSPHRASE: "of somebody else" },
    });
}

test("a shell that reads .lab/env has the variables of the set-up itself", () => {
    for (const [name, value] of Object.entries(labVariables())) {
        expect(source(environmentText("/cache/pulumi"), `$${name}`)).toBe(value);
    }
});

test("the CLI's folder comes first on the PATH", () => {
    expect(source(environmentText("/ca che/it's"), "$PATH")).toBe("/ca che/it's:/usr/bin");
});

test("a passphrase of the user's, which Pulumi prefers, is out of the way", () => {
    expect(source(environmentText("/cache"), "${PULUMI_CONFIG_PASSPHRASE-unset}")).toBe("unset");
});

test("quotes any text for a shell", () => {
    const text = 'it\'s $HOME `x` "y" \\';
    expect(source(`X=${shellQuote(text)}`, "$X")).toBe(text);
});
