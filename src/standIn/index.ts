export { UserError } from "../errors";
export type { Answer, Readiness } from "./answer";
export { StandIn } from "./standIn";
export { talk, type TalkOptions } from "./talk";
