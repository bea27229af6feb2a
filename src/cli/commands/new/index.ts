import type { Command } from "commander";
import { examples } from "../../output/examples";
import type { NewOptions } from "./newProject";
import type { Session } from "../../session";

export function addNew(program: Command, { io }: Session): void {
    program
        .command("new")
        .description("make a project folder for a lab")
        .argument("[folder]", "an empty one, or one that is not there yet", ".")
        .option("--name <name>", "the project's name (default: the folder's)")
        .option("--image <path>", "disk image with an installed Windows XP")
        .option("--config-only", "no program: the lab is stack configuration alone")
        .option("--no-install", "do not install npm packages")
        .option("--json", "print JSON: { name, folder, files, next }")
        .addHelpText(
            "after",
            examples(
                ["xplab new mylab", "a TypeScript program in folder mylab"],
                ["xplab new mylab --image ~/xp-sp3.qcow2", "with its image set"],
                ["xplab new mylab --config-only", "machines and networks in Pulumi.dev.yaml"],
            ),
        )
        .action(async (folder: string, options: NewOptions) => {
            const { newProject } = await import("./newProject.js");
            await newProject(io, folder, options);
        });
}
