import { guardLine, TAP_GUARD } from "../../src/xp/reach/tapGuard";

/** Why the documents' test skips a command, and what covers it instead. */
export interface Reason {
    readonly why: string;
    readonly coveredBy: string;
}

const ownLab = {
    why: "it uses the checkout's own lab, in the tester's own folders",
    coveredBy: "test/lab for its parts and npm test for the set-up; the whole is tested by hand",
};

const hostsFirewall = {
    why: "it would change the tester's own firewall",
    coveredBy: "test/integration/network/isolationMatrix.itest.ts, on its own host",
};

const guard = TAP_GUARD.map((rule) => [guardLine(rule), hostsFirewall] as const);

export const NOT_RUN: Readonly<Record<string, Reason>> = {
    ...Object.fromEntries(guard),
    "sudo xplab guard": { ...hostsFirewall, coveredBy: "test/cli/guard.itest.ts" },
    "sudo xplab guard --watch": {
        ...hostsFirewall,
        coveredBy: "test/integration/audit/guard.itest.ts",
    },
    "sudo xplab guard --repair": {
        ...hostsFirewall,
        coveredBy: "test/integration/audit/guard.itest.ts",
    },
    "sudo xplab guard --install": {
        ...hostsFirewall,
        coveredBy: "test/cli/commands/guard/unit.test.ts",
    },
    "npm start": ownLab,
    "npm run down": ownLab,
    "sudo apt install libvirt-daemon-system qemu-system-x86 qemu-utils bubblewrap dnsmasq-base iptables xorriso":
        {
            why: "it would change the tester's own machine",
            coveredBy: "npm test, which installs these packages without what they recommend",
        },
    "npm ci && npm run build && npm pack": {
        why: "it would replace the packages and the build that the tests run on",
        coveredBy: "test/package.itest.ts, which packs what npm test has installed and built",
    },
    "npm install -g --ignore-scripts ./xplab-1.0.0.tgz": {
        why: "it would change the tester's own machine",
        coveredBy: "test/package.itest.ts, which installs the package in its own folder",
    },
    '(cd "$(npm root -g)/xplab" && npm ci --omit=dev --ignore-scripts)': {
        why: "it would change the tester's own machine",
        coveredBy: "test/package.itest.ts, which does it in its own folder",
    },
    "npm run windows -- --iso ~/xp-sp3.iso": {
        why: "it needs a setup CD of Windows XP, which cannot be redistributed, and an hour",
        coveredBy: "test/integration/install/windowsCheck.itest.ts, with the stand-in's setup CD",
    },
    "./run.sh ~/xp-sp3.qcow2": {
        why: "another test runs it three times",
        coveredBy: "test/integration/lab/ci.itest.ts",
    },
    "xplab capture detonation": {
        why: "no such lab exists at that point of the document",
        coveredBy: "test/integration/capture/capture.itest.ts",
    },
    "xplab capture detonation --follow": {
        why: "no such lab exists at that point of the document",
        coveredBy: "test/integration/capture/capture.itest.ts",
    },
    "xplab capture detonation --follow --max-size 512 --when-full link": {
        why: "no such lab exists at that point of the document",
        coveredBy: "test/integration/capture/capture.itest.ts",
    },
    "xplab results builder --wait 600": {
        why: "no such machine exists yet at that point of the document",
        coveredBy: "test/integration/lab/ci.itest.ts, through run.sh",
    },
};
