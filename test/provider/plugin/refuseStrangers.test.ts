import { uidOf } from "../../../src/provider/plugin/refuseStrangers";

const HEAD =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (local: string, remote: string, state: string, uid: number) =>
    `   1: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 ${uid}        0 46653427 1 0000000000000000 20 4 30 10 -1\n`;

const peer = { address: "127.0.0.1", port: 0x8330 };
const server = { address: "127.0.0.1", port: 0x9639 };
const [PEER, SERVER] = ["0100007F:8330", "0100007F:9639"];

test("finds the user of the other end of a connection", () => {
    const table = `${HEAD}${row(SERVER, PEER, "01", 0)}${row(PEER, SERVER, "01", 1000)}`;
    expect(uidOf(table, peer, server)).toBe(1000);
});

test("finds nobody when nothing is connected", () => {
    expect(uidOf(`${HEAD}${row(SERVER, PEER, "01", 0)}`, peer, server)).toBeUndefined();
});

test.each(["04", "05", "06"])("nor when the other end was closed (state %s)", (state) => {
    expect(uidOf(`${HEAD}${row(PEER, SERVER, state, 0)}`, peer, server)).toBeUndefined();
});
