import { domainChange } from "../../../src/libvirt/events/domainChange";

const domain = { name: "xp1", uuid: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", id: 1 };

/** The words for each number that `count` details of an event may have. */
function words(event: number, count: number): string[] {
    return Array.from({ length: count }, (_, detail) => {
        const change = domainChange({ callback: 0, domain, event, detail });
        expect(change.domain).toBe(domain);
        return `${change.event} ${change.reason}`;
    });
}

// virDomainEventType and the enums of its details
test.each([
    [0, ["added", "updated", "renamed", "fromSnapshot"], "defined"],
    [1, ["removed", "renamed"], "undefined"],
    [2, ["booted", "migrated", "restored", "fromSnapshot", "wakeup"], "started"],
    [3, ["paused", "migrated", "ioError", "watchdog", "restored", "fromSnapshot"], "suspended"],
    [4, ["unpaused", "migrated", "fromSnapshot", "postcopy", "postcopyFailed"], "resumed"],
    [5, ["shutdown", "destroyed", "crashed", "migrated", "saved", "failed"], "stopped"],
    [6, ["finished", "guest", "host"], "shutdown"],
    [7, ["memory", "disk"], "pmsuspended"],
    [8, ["panicked", "crashloaded"], "crashed"],
])("names event %i as libvirt does", (event, reasons, name) => {
    expect(words(event, reasons.length)).toEqual(reasons.map((reason) => `${name} ${reason}`));
});

test.each([
    [9, 0, "unknown unknown"],
    [-1, 0, "unknown unknown"],
    [5, 99, "stopped unknown"],
    [5, -1, "stopped unknown"],
])("reports event %i with detail %i, of a newer libvirt, as %s", (event, detail, told) => {
    const change = domainChange({ callback: 0, domain, event, detail });
    expect(`${change.event} ${change.reason}`).toBe(told);
});
