import * as fc from "fast-check";

/** The same examples in every run, so that only a change turns a build red; FAST_CHECK_SEED selects others. */
fc.configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 1) });
