import * as fc from "fast-check";

/** The same examples in every run, so that a red build is a change's doing; FAST_CHECK_SEED looks at others. */
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 1) });
