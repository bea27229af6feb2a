import * as pulumi from "@pulumi/pulumi";

/** Ends a program with a text for people: a headline, and a line for each thing that is wrong. */
export function programError(headline: string, lines: readonly string[] = []): pulumi.RunError {
    const text = [headline, ...lines.map((line) => `  ${line}`)].join("\n");
    const error = new pulumi.RunError(text);
    // Pulumi colours the stack that it then does not show, and Node 20.20 needs 20 s for a frame whose file stands
    // directly in a scope's folder, as those of Pulumi do: util.inspect never ends on "@pulumi/resource.ts".
    error.stack = text;
    return error;
}
