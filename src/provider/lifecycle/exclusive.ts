/** Runs calls one after the other, also after failed ones. */
export function exclusive(): <T>(call: () => Promise<T>) => Promise<T> {
    let last: Promise<unknown> = Promise.resolve();
    return (call) => {
        const next = last.then(call, call);
        last = next;
        return next;
    };
}
