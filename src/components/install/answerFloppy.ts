import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { floppyFull, type Finding } from "../../errors";
import { floppyRoom } from "../../schema/installedVolume";
import type { Edition } from "../../xp/editions";
import { ANSWER_FILE, answerFile } from "../../xp/setup/answerFile";
import { COMMAND_FILE, commandFile } from "../../xp/setup/firstLogon";
import { formerCommandFile } from "../../xp/setup/formerCommandFile";
import {
    DEFAULT_WORKGROUP,
    validateSetupAnswers,
    type SetupAnswers,
} from "../../xp/setup/setupAnswers";
import { DEFAULT_TIME_ZONE, timeZoneOf, timeZoneText } from "../../xp/setup/timeZones";
import { userCommandFiles } from "../../xp/setup/userCommands";
import { checkArgs } from "../args/checkArgs";
import type { ReadDiskDriver } from "./diskDriver";
import type { UnattendedInstallArgs } from "./unattendedInstall";

type Files = Readonly<Record<string, string>>;

/** The installation's floppy, all of it secret. */
export interface AnswerFloppy {
    readonly floppyFiles: Files;
    /** What the files say, whatever their text is. */
    readonly answers: string;
    /** The files as an earlier release wrote them. */
    readonly formerFloppyFiles: Files;
}

interface Installation {
    /** The component, for messages. */
    readonly what: string;
    readonly resource: pulumi.Resource;
    readonly edition: Edition;
    readonly disk: ReadDiskDriver | undefined;
}

/** Writes the floppy when all answers are known. */
export function answerFloppy(
    { what, resource, edition, disk }: Installation,
    args: UnattendedInstallArgs,
): pulumi.Output<AnswerFloppy> {
    const { autoLogon = true } = args;
    const media = args.media && { driverFolders: args.media.driverFolders ?? [] };
    return pulumi
        .output({
            productKey: args.productKey,
            fullName: args.fullName ?? "Lab",
            organization: args.organization ?? "xplab",
            computerName: args.computerName ?? "*",
            workgroup: args.workgroup ?? DEFAULT_WORKGROUP,
            adminPassword: args.adminPassword ?? "",
            timeZone: args.timeZone ?? DEFAULT_TIME_ZONE,
            commands: args.commands ?? [],
        })
        .apply((given) => {
            // What was an Output before is judged here.
            checkArgs(what, z.unknown(), [() => validateSetupAnswers({ ...given, media })], {});
            const zone = timeZoneOf(given.timeZone);
            if (zone === undefined) throw new Error("the time zone was not checked");
            if (args.timeZone !== undefined) {
                void pulumi.log.info(`timeZone is ${timeZoneText(zone)}`, resource);
            }
            const answers = { ...given, timeZone: zone.index, edition, autoLogon, media };
            return floppyOf(what, answers, disk?.floppyFiles ?? {});
        });
}

/** Reports commands for which the floppy has no room, as far as they are known. */
export function validateCommandRoom(commands: unknown, driver: Files = {}): Finding[] {
    const lines: readonly unknown[] = Array.isArray(commands) ? commands : [];
    const texts = lines.map((line) => (typeof line === "string" ? "x".repeat(line.length) : ""));
    const fixed: Files = { [ANSWER_FILE]: "answers", [COMMAND_FILE]: "steps" };
    const room = floppyRoom({ ...userCommandFiles(texts), ...fixed, ...driver });
    return room.isEnough ? [] : [floppyFull(["commands"], room)];
}

function floppyOf(what: string, answers: SetupAnswers, driver: Files): AnswerFloppy {
    const rest = { [ANSWER_FILE]: answerFile(answers), ...driver };
    const floppyFiles = {
        ...rest,
        [COMMAND_FILE]: commandFile(answers),
        ...userCommandFiles(answers.commands),
    };
    const room = floppyRoom(floppyFiles);
    if (!room.isEnough) {
        checkArgs(what, z.unknown(), [() => [floppyFull(["commands"], room)]], {});
    }
    return {
        floppyFiles,
        answers: JSON.stringify([answers, driver]),
        formerFloppyFiles: { ...rest, [COMMAND_FILE]: formerCommandFile(answers) },
    };
}
