import * as fc from "fast-check";
import { print } from "../../../src/xml/tree/element";
import { parse } from "../../../src/xml/tree/parse";
import { poolXml } from "../../../src/xml/storage/pool";
import { readPool } from "../../../src/xml/storage/poolReading";
import { arbitraryPool } from "../../schema/arbitraryNetwork";

test("reads built XML as its inputs", () => {
    fc.assert(
        fc.property(arbitraryPool, (pool) => {
            const xml = print(poolXml({ ...pool, autostart: true, active: true }));
            expect(readPool(parse(xml))).toEqual(pool);
        }),
    );
});

/** libvirt 9.0: `virsh pool-dumpxml` of a running pool. */
const CAPTURED = `<pool type='dir'>
  <name>xp</name>
  <uuid>6a1576b9-9557-4d9e-950f-712f1bc5e2e6</uuid>
  <capacity unit='bytes'>68719476736</capacity>
  <allocation unit='bytes'>1073741824</allocation>
  <available unit='bytes'>67645734912</available>
  <source>
  </source>
  <target>
    <path>/var/lib/libvirt/images/xp</path>
    <permissions>
      <mode>0711</mode>
      <owner>0</owner>
      <group>0</group>
    </permissions>
  </target>
</pool>
`;

test("reads a running pool", () => {
    expect(readPool(parse(CAPTURED))).toEqual({
        name: "xp",
        uuid: "6a1576b9-9557-4d9e-950f-712f1bc5e2e6",
        path: "/var/lib/libvirt/images/xp",
    });
});
