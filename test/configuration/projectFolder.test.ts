import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { projectFolder } from "../../src/configuration/projectFolder";

let root: string;

beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "xplab-folder-")));
    mkdirSync(join(root, "node_modules", "xplab", "dist"), { recursive: true });
    mkdirSync(join(root, "dist"));
    writeFileSync(join(root, "Pulumi.yaml"), "");
    writeFileSync(join(root, "node_modules", "xplab", "Pulumi.yaml"), "");
});

afterEach(() => {
    jest.restoreAllMocks();
    rmSync(root, { recursive: true });
});

test("is what the engine says", () => {
    jest.spyOn(pulumi, "getRootDirectory").mockReturnValue("/srv/lab");
    expect(projectFolder()).toBe("/srv/lab");
});

test.each(["dist", "node_modules/xplab/dist"])(
    "is found from a program in %s when the engine does not say",
    (folder) => {
        jest.spyOn(process, "cwd").mockReturnValue(join(root, folder));
        expect(projectFolder()).toBe(root);
    },
);

test("is where the program is when there is no project", () => {
    jest.spyOn(process, "cwd").mockReturnValue("/nonexistent/program");
    expect(projectFolder()).toBe("/nonexistent/program");
});
