// @ts-check
// Writes the TypeScript sources of the SDK that a schema describes.
import { run } from "./command.mjs";
import { reportProblem } from "./reportProblem.mjs";
import { sdkGenerator } from "./sdkGenerator.mjs";

const [schemaFile, folder] = process.argv.slice(2);
if (schemaFile === undefined || folder === undefined) {
    console.error("usage: node tools/lab/generateSdk.mjs schema.json FOLDER");
    process.exitCode = 2;
} else {
    try {
        await run(await sdkGenerator(() => {}), [schemaFile, folder]);
    } catch (error) {
        reportProblem(error);
    }
}
