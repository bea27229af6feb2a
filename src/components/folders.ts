import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** The provider runs in a folder of its own: paths that a program says are relative to where the program runs. */
export const absolute = (folder: pulumi.Input<string>): pulumi.Input<string> =>
    typeof folder === "string"
        ? resolve(folder)
        : pulumi.output(folder).apply((path) => resolve(path));
