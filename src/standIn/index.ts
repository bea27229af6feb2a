export type { Answer, Readiness } from "./answer";
export { StandIn } from "./standIn";
export { StandInError } from "./standInError";
export { talk, type TalkOptions } from "./talk";
