import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../src/cacheFolder";
import { cacheFolderIn } from "../tools/lab/folders.mjs";

describe.each([
    ["of the provider and the program", cacheFolder],
    ["of the tools", cacheFolderIn],
])("the cache folder %s", (_whose, folder) => {
    test("is below an absolute XDG_CACHE_HOME", () => {
        expect(folder({ XDG_CACHE_HOME: "/var/cache/ann" })).toBe("/var/cache/ann/xplab");
    });

    test.each([
        ["unset", {}],
        ["empty", { XDG_CACHE_HOME: "" }],
        ["relative", { XDG_CACHE_HOME: "cache" }],
    ])("is in the home folder when XDG_CACHE_HOME is %s", (_what, environment) => {
        expect(folder(environment)).toBe(join(homedir(), ".cache/xplab"));
    });
});
