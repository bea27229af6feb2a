import type * as pulumi from "@pulumi/pulumi";

/** When a guest counts as ready: it has shown all that is named, and has run on for a while after. */
export interface ReadyWhenArgs {
    /** Whether libvirt's DHCP server has leased it an address since the start. @default false */
    lease?: pulumi.Input<boolean> | undefined;
    /** Text that it has printed on COM1 since the start. @default none */
    serialText?: pulumi.Input<string> | undefined;
    /** Refused: a lab's machines have no channel to an agent. @default false */
    guestAgent?: pulumi.Input<boolean> | undefined;
    /** Refused: the filters of all reaches keep the host from the guests. @default none */
    tcpPort?: pulumi.Input<number> | undefined;
    /** How long it then runs on before it counts, in seconds. @default 0 */
    settleSeconds?: pulumi.Input<number> | undefined;
    /** How long all of it may take, in seconds; then it stays, and the next update waits again. @default 300 */
    timeoutSeconds?: pulumi.Input<number> | undefined;
}
