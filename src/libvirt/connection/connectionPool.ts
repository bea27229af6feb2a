import type { Connection } from "./connection";

interface Waiter {
    start(connection: Connection): void;
    refuse(error: unknown): void;
}

export interface PoolOptions {
    dial(signal: AbortSignal): Promise<Connection>;
    connectionsMax: number;
    loadPerConnection: number;
}

/** Spreads work over connections; opens one when the others are full. */
export class ConnectionPool {
    readonly #options: PoolOptions;
    readonly #connections = new Set<Connection>();
    /** Connections that finish their work and accept no more. */
    readonly #leaving = new Set<Connection>();
    readonly #closing = new AbortController();
    #waiters: Waiter[] = [];
    #dialling = 0;

    constructor(options: PoolOptions) {
        this.#options = options;
    }

    /** Runs `work` when a connection has room; it must begin to use it before it first awaits. */
    use<T>(signal: AbortSignal, work: (connection: Connection) => Promise<T>): Promise<T> {
        return new Promise((resolve, reject) => {
            const leave = () => {
                this.#waiters = this.#waiters.filter((other) => other !== waiter);
                reject(signal.reason);
            };
            const waiter: Waiter = {
                start(connection) {
                    signal.removeEventListener("abort", leave);
                    work(connection).then(resolve, reject);
                },
                refuse(error) {
                    signal.removeEventListener("abort", leave);
                    reject(error);
                },
            };
            signal.throwIfAborted();
            this.#closing.signal.throwIfAborted();
            signal.addEventListener("abort", leave, { once: true });
            this.#waiters.push(waiter);
            this.#assign();
        });
    }

    /** Ends every connection; rejects waiting and later callers with `reason`. */
    close(reason: Error): void {
        this.#closing.abort(reason);
        this.#refuseAll(reason);
        [...this.#connections, ...this.#leaving].forEach((connection) => connection.close());
    }

    #assign(): void {
        for (const connection of this.#connections) {
            while (connection.isOpen && connection.load < this.#options.loadPerConnection) {
                const waiter = this.#waiters.shift();
                if (!waiter) {
                    return;
                }
                waiter.start(connection);
            }
        }
        this.#dialForWaiters();
    }

    #dialForWaiters(): void {
        const { connectionsMax, loadPerConnection } = this.#options;
        while (
            this.#waiters.length > this.#dialling * loadPerConnection &&
            this.#connections.size + this.#dialling < connectionsMax
        ) {
            void this.#open();
        }
    }

    async #open(): Promise<void> {
        this.#dialling += 1;
        try {
            this.#add(await this.#options.dial(this.#closing.signal));
        } catch (error) {
            // Waiters that another connection will serve are not rejected.
            if (this.#dialling === 1 && this.#connections.size === 0) {
                this.#refuseAll(error);
            }
        } finally {
            this.#dialling -= 1;
        }
    }

    #add(connection: Connection): void {
        if (this.#closing.signal.aborted) {
            connection.close();
            return;
        }
        connection.onFree(() => this.#update(connection));
        this.#connections.add(connection);
        this.#assign();
    }

    #update(connection: Connection): void {
        if (this.#leaving.has(connection)) {
            this.#letGo(connection);
            return;
        }
        if (!connection.isOpen && this.#connections.delete(connection)) {
            this.#doubtAll();
        }
        this.#assign();
    }

    /** The daemon may have ended with the lost connection: older connections get no new work. */
    #doubtAll(): void {
        const doubtful = [...this.#connections];
        this.#connections.clear();
        for (const connection of doubtful) {
            this.#leaving.add(connection);
            this.#letGo(connection);
        }
    }

    #letGo(connection: Connection): void {
        if (connection.load === 0) {
            connection.close();
            this.#leaving.delete(connection);
        }
    }

    #refuseAll(error: unknown): void {
        const waiters = this.#waiters;
        this.#waiters = [];
        waiters.forEach((waiter) => waiter.refuse(error));
    }
}
