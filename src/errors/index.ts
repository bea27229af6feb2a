export { nameTaken } from "./host";
export { defineError, UserError, type ErrorDefinition, type ErrorMaker } from "./userError";
