import * as fc from "fast-check";

/** Mutation tests need to know whether a property fails, not its smallest example. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
