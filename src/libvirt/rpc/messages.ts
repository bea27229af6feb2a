import * as handle from "../handles";
import type { Codec } from "../xdr/codec";
import { struct } from "../xdr/composites";
import { i32 } from "../xdr/scalars";

/** One kind of message that the server sends by itself to who has registered for it. */
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

/** remote_domain_event_callback_reboot_msg: a guest has restarted by itself, or was reset. */
export const domainReboot = {
    name: "domainEventCallbackReboot",
    number: 319,
    payload: struct({ callback: i32, domain: handle.domain }),
};
