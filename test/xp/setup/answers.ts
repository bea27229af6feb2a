import type { SetupAnswers } from "../../../src/xp/setup/setupAnswers";

export const answers = (changes: Partial<SetupAnswers> = {}): SetupAnswers => ({
    edition: "professional",
    productKey: "aaaaa-BBBBB-CCCCC-DDDDD-EEEEE",
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
