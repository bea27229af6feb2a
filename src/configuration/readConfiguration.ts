import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ProviderArgs } from "@pulumi/libvirt";
import * as pulumi from "@pulumi/pulumi";
import { cacheFolder } from "../cacheFolder";
import { placeIn } from "../components/args/folders";
import type { LabArgs } from "../components/lab/lab";
import type { Limits } from "../components/machine/limits";
import { validatePolicy } from "../components/network/policy";
import { programError } from "../components/args/programError";
import { imageIsFile, noImage } from "../errors";
import { failureOf } from "../schema/core/failures";
import { ProviderConfig } from "../schema/provider";
import { withFoldersIn } from "./configuredFolders";
import { projectFolder } from "./projectFolder";
import { problemsOf, settingsOf, type Settings } from "./settings";
import { Configuration, configurationRules, DEFAULTS, isAddress, isVolume } from "./shape";

/** What the program makes its lab of. */
export interface LabSettings extends Plain {
    readonly provider: ProviderArgs;
    /** A file or an address to upload from, or a volume that is on the host. */
    readonly image: { readonly file: string } | { readonly volume: string };
    readonly screenPassword: pulumi.Output<string> | undefined;
}

/** What is handed on as it is set. */
interface Plain
    extends
        Required<Pick<LabArgs, "networks" | "machines">>,
        Pick<LabArgs, "edition" | "tuning" | "drivers" | "hal" | "screen"> {
    readonly imageSha256?: string;
    readonly pool?: string;
    readonly limits?: Limits;
    readonly policy?: LabArgs["policy"];
}

/** Reads the stack's configuration, or refuses it with everything that is wrong with it. */
export function readConfiguration(): LabSettings {
    const project = pulumi.getProject();
    const settings = settingsOf(project, Configuration);
    const lab = { ...DEFAULTS, ...settings };
    const provider = settingsOf("libvirt", ProviderConfig);
    const problems = [
        ...problemsOf(lab, project, Configuration, configurationRules),
        ...problemsOf(provider, "libvirt", ProviderConfig),
        ...pathProblems(settings, project),
        ...validatePolicy()
            .map(failureOf)
            .map(({ property, reason }) => `${property} ${reason}`),
    ];
    if (problems.length > 0) {
        throw programError(
            `The configuration of stack "${pulumi.getStack()}" cannot be used:`,
            problems,
        );
    }
    // Both have passed the check, and JSON has nothing that is there and undefined.
    const { image, screenPassword, machines, ...plain } = lab as Plain &
        Pick<Configuration, Special>;
    return {
        ...plain,
        machines: withFoldersIn(projectFolder(), machines),
        provider,
        image: imageOf(image),
        screenPassword: screenPassword === undefined ? undefined : pulumi.secret(screenPassword),
    };
}

/** "images/xp.qcow2" could be meant either way. */
function pathProblems({ image }: Settings, project: string): string[] {
    if (typeof image !== "string" || image === "" || !isVolume(image)) return [];
    if (!existsSync(join(projectFolder(), image))) return [];
    const { property, reason } = failureOf(imageIsFile(["image"], { image }));
    return [`${project}:${property} ${reason}`];
}

type Special = "image" | "screenPassword";

/** An address begins with its scheme, a path with `/`, `.` or `~`; anything else is a volume `pool/name`. */
function imageOf(image: string | undefined): LabSettings["image"] {
    if (image === undefined) return { file: standIn() };
    if (isVolume(image)) return { volume: image };
    return { file: isAddress(image) ? image : placeIn(projectFolder(), image) };
}

/** The small Linux that stands in for XP until the user names an image. */
function standIn(): string {
    const file = join(cacheFolder(), "stand-in.qcow2");
    if (existsSync(file)) return file;
    throw programError(noImage({ file }).message);
}
