import type { Command } from "commander";
import { examples } from "../../output/examples";
import type { NewOptions } from "./run";
import type { Session } from "../../session";

export function addNew(program: Command, { io }: Session): void {
    program
        .command("new")
        .description("create a project for a lab")
        .argument("[folder]", "an empty or new folder", ".")
        .option("--name <name>", "project name (default: the folder's name)")
        .option("--image <path>", "disk image with an installed Windows XP")
        .option("--config-only", "configure the lab in YAML, without a program")
        .option("--no-install", "do not install npm packages")
        .option("--json", "print JSON: { name, folder, files, next }")
        .addHelpText(
            "after",
            examples(
                ["xplab new mylab", "a TypeScript project in folder mylab"],
                ["xplab new mylab --image ~/xp-sp3.qcow2", "with the image configured"],
                ["xplab new mylab --config-only", "machines and networks in Pulumi.dev.yaml"],
            ),
        )
        .action(async (folder: string, options: NewOptions) => {
            const { newProject } = await import("./run.js");
            await newProject(io, folder, options);
        });
}
