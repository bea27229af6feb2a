import type { SetupAnswers } from "../../../src/xp/setup/setupAnswers";

export const answers = (changes: Partial<SetupAnswers> = {}): SetupAnswers => ({
    edition: "professional",
    productKey: "bbbbb-CCCCC-DDDDD-FFFFF-GGGGG",
    fullName: "Lab",
    organization: "xplab",
    computerName: "*",
    workgroup: "WORKGROUP",
    adminPassword: "",
    autoLogon: true,
    timeZone: 85,
    commands: [],
    ...changes,
});
