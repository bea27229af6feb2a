// @ts-check
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const rootFolder = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** State, passphrase and pictures of this checkout's lab. */
export const labFolder = join(rootFolder, ".lab");

/** Tools and the stand-in image, shared by all checkouts of a user. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "xplab");
