import { OWN_SOCKET } from "../../schema/domain/domainDevices";

/** Where screens of machines listen. */
export const SCREENS = ["port", "socket"] as const;
export type Screen = (typeof SCREENS)[number];

/** Every viewer takes a port, and ssh brings it to whoever may log in. */
export const DEFAULT_SCREEN: Screen = "port";

/** Said, so that a refresh does not take over what somebody has made of it. */
export const listening: Readonly<Record<Screen, { listen: string } | { socket: string }>> = {
    port: { listen: "127.0.0.1" },
    socket: { socket: OWN_SOCKET },
};
