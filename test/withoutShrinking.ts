import * as fc from "fast-check";

/** Who mutates the code under test wants to know that a property fails, not its smallest example. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
