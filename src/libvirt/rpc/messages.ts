import * as handle from "../handles";
import type { Codec } from "../xdr/codec";
import { struct } from "../xdr/composites";
import { i32 } from "../xdr/scalars";

/** A kind of message that the server sends to registered clients. */
export interface Message<T> {
    name: string;
    number: number;
    payload: Codec<T>;
}

/** remote_domain_event_callback_lifecycle_msg */
export const domainLifecycle = {
    name: "domainEventCallbackLifecycle",
    number: 318,
    payload: struct({ callback: i32, domain: handle.domain, event: i32, detail: i32 }),
};

/** remote_domain_event_callback_reboot_msg: a guest restarted itself, or was reset. */
export const domainReboot = {
    name: "domainEventCallbackReboot",
    number: 319,
    payload: struct({ callback: i32, domain: handle.domain }),
};
