/** Why the documents' test leaves a command out, and what shows instead that it works. */
export interface Reason {
    readonly why: string;
    readonly coveredBy: string;
}

const standsUpTheOwnLab = {
    why: "it is about the checkout's own lab, with the user's own folders",
    coveredBy: ".ci/run, which does it before the tests",
};

export const NOT_RUN: Readonly<Record<string, Reason>> = {
    "npm start": standsUpTheOwnLab,
    "npm run down": standsUpTheOwnLab,
    "npm install -g ./xplab-1.0.0.tgz": {
        why: "it would change the tester's own machine",
        coveredBy: "test/package.itest.ts, which installs the package in a folder",
    },
    "./run.sh ~/xp-sp3.qcow2": {
        why: "it is run already, three times",
        coveredBy: "test/integration/ci.itest.ts",
    },
    "xplab results builder --wait 600": {
        why: "there is no such machine yet where it stands",
        coveredBy: "test/integration/ci.itest.ts, by way of run.sh",
    },
};
