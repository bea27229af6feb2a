import type { Command } from "commander";
import type { Session } from "../session";
import { addAudit } from "./audit";
import { addCapture } from "./capture";
import { addConsole } from "./console";
import { addDoctor } from "./doctor";
import { addGuard } from "./guard";
import { addLs } from "./ls";
import { addNew } from "./new";
import { addReset } from "./reset";
import { addResults } from "./results";
import { addScreenshot } from "./screenshot";

/** Each command loads its dependencies when it runs, so that help is fast. */
export function addCommands(program: Command, session: Session): void {
    for (const add of [
        addNew,
        addLs,
        addScreenshot,
        addConsole,
        addReset,
        addResults,
        addCapture,
        addAudit,
        addGuard,
        addDoctor,
    ]) {
        add(program, session);
    }
}
