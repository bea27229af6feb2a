import type { Command } from "commander";
import { examples } from "../../output/examples";
import type { NewOptions } from "./newProject";
import type { Session } from "../../session";

export function addNew(program: Command, { io }: Session): void {
    program
        .command("new")
        .description("create a project folder for a lab")
        .argument("[folder]", "an empty folder, or one to create", ".")
        .option("--name <name>", "name of the project (default: the folder's name)")
        .option(
            "--image <path>",
            "disk image with an installed Windows XP (default: none; set it later)",
        )
        .option("--config-only", "write no program: the lab is stack configuration only")
        .option("--no-install", "do not install npm packages")
        .option("--json", "print JSON: { name, folder, files, next }")
        .addHelpText(
            "after",
            examples(
                ["xplab new mylab", "a TypeScript program in folder mylab"],
                ["xplab new mylab --image ~/xp-sp3.qcow2", "the same, with its image set"],
                ["xplab new mylab --config-only", "machines and networks in Pulumi.dev.yaml"],
            ),
        )
        .action(async (folder: string, options: NewOptions) => {
            const { newProject } = await import("./newProject.js");
            await newProject(io, folder, options);
        });
}
