import type * as pulumi from "@pulumi/pulumi";

/** When a guest counts as ready: it has met all conditions, and has then run for `settleSeconds`. */
export interface ReadyWhenArgs {
    /**
     * Whether libvirt's DHCP server must have leased the guest an address since the start.
     * @default false
     */
    lease?: pulumi.Input<boolean> | undefined;
    /**
     * Text of 1 to 256 characters that the guest must have printed on COM1 since the start.
     * @default none
     */
    serialText?: pulumi.Input<string> | undefined;
    /**
     * Always refused: a lab's machines have no channel to a guest agent.
     * @default false
     */
    guestAgent?: pulumi.Input<boolean> | undefined;
    /**
     * TCP port, 1 to 65535, that must accept a connection from the libvirt host. The network must list it in `open`.
     * @default none
     */
    tcpPort?: pulumi.Input<number> | undefined;
    /**
     * Seconds that the guest keeps running after meeting the conditions, 0 to 3600.
     * @default 0
     */
    settleSeconds?: pulumi.Input<number> | undefined;
    /**
     * Longest wait in seconds, 1 to 86400. A guest that is not ready by then keeps running, and the next update waits again.
     * @default 300
     */
    timeoutSeconds?: pulumi.Input<number> | undefined;
}
