/** Resolves to what the promise rejects with. */
export function failure(promise: Promise<unknown>): Promise<unknown> {
    return promise.then(
        (value) => Promise.reject(new Error(`resolved with ${String(value)}`)),
        (error: unknown) => error,
    );
}
