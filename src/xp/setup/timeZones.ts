/** A time zone of Windows XP. */
export interface TimeZone {
    /** Its number in answer files. */
    readonly index: number;
    /** Its name in the registry of an English Windows. */
    readonly name: string;
    /** Its text in Windows' list. */
    readonly places: string;
}

type Row = readonly [index: number, name: string, places: string];

/** The values of TimeZone in Microsoft's reference of unattended setup (ref.chm), in its order. proof: source */
const ROWS: readonly Row[] = [
    [0, "Dateline", "(GMT-12:00) International Date Line West"],
    [1, "Samoa", "(GMT-11:00) Midway Island, Samoa"],
    [2, "Hawaiian", "(GMT-10:00) Hawaii"],
    [3, "Alaskan", "(GMT-09:00) Alaska"],
    [4, "Pacific", "(GMT-08:00) Pacific Time (US and Canada); Tijuana"],
    [10, "Mountain", "(GMT-07:00) Mountain Time (US and Canada)"],
    [13, "Mexico Standard Time 2", "(GMT-07:00) Chihuahua, La Paz, Mazatlan"],
    [15, "US Mountain", "(GMT-07:00) Arizona"],
    [20, "Central", "(GMT-06:00) Central Time (US and Canada)"],
    [25, "Canada Central", "(GMT-06:00) Saskatchewan"],
    [30, "Mexico", "(GMT-06:00) Guadalajara, Mexico City, Monterrey"],
    [33, "Central America", "(GMT-06:00) Central America"],
    [35, "Eastern", "(GMT-05:00) Eastern Time (US and Canada)"],
    [40, "US Eastern", "(GMT-05:00) Indiana (East)"],
    [45, "SA Pacific", "(GMT-05:00) Bogota, Lima, Quito"],
    [50, "Atlantic", "(GMT-04:00) Atlantic Time (Canada)"],
    [55, "SA Western", "(GMT-04:00) Caracas, La Paz"],
    [56, "Pacific SA", "(GMT-04:00) Santiago"],
    [60, "Newfoundland", "(GMT-03:30) Newfoundland"],
    [65, "E. South America", "(GMT-03:00) Brasilia"],
    [70, "SA Eastern", "(GMT-03:00) Buenos Aires, Georgetown"],
    [73, "Greenland", "(GMT-03:00) Greenland"],
    [75, "Mid-Atlantic", "(GMT-02:00) Mid-Atlantic"],
    [80, "Azores", "(GMT-01:00) Azores"],
    [83, "Cape Verde", "(GMT-01:00) Cape Verde Islands"],
    [85, "GMT", "(GMT) Greenwich Mean Time: Dublin, Edinburgh, Lisbon, London"],
    [90, "Greenwich", "(GMT) Casablanca, Monrovia"],
    [95, "Central Europe", "(GMT+01:00) Belgrade, Bratislava, Budapest, Ljubljana, Prague"],
    [100, "Central European", "(GMT+01:00) Sarajevo, Skopje, Warsaw, Zagreb"],
    [105, "Romance", "(GMT+01:00) Brussels, Copenhagen, Madrid, Paris"],
    [110, "W. Europe", "(GMT+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"],
    [113, "W. Central Africa", "(GMT+01:00) West Central Africa"],
    [115, "E. Europe", "(GMT+02:00) Bucharest"],
    [120, "Egypt", "(GMT+02:00) Cairo"],
    [125, "FLE", "(GMT+02:00) Helsinki, Kiev, Riga, Sofia, Tallinn, Vilnius"],
    [130, "GTB", "(GMT+02:00) Athens, Istanbul, Minsk"],
    [135, "Israel", "(GMT+02:00) Jerusalem"],
    [140, "South Africa", "(GMT+02:00) Harare, Pretoria"],
    [145, "Russian", "(GMT+03:00) Moscow, St. Petersburg, Volgograd"],
    [150, "Arab", "(GMT+03:00) Kuwait, Riyadh"],
    [155, "E. Africa", "(GMT+03:00) Nairobi"],
    [158, "Arabic", "(GMT+03:00) Baghdad"],
    [160, "Iran", "(GMT+03:30) Tehran"],
    [165, "Arabian", "(GMT+04:00) Abu Dhabi, Muscat"],
    [170, "Caucasus", "(GMT+04:00) Baku, Tbilisi, Yerevan"],
    [175, "Afghanistan", "(GMT+04:30) Kabul"],
    [180, "Ekaterinburg", "(GMT+05:00) Ekaterinburg"],
    [185, "West Asia", "(GMT+05:00) Islamabad, Karachi, Tashkent"],
    [190, "India", "(GMT+05:30) Chennai, Kolkata, Mumbai, New Delhi"],
    [193, "Nepal", "(GMT+05:45) Kathmandu"],
    [195, "Central Asia", "(GMT+06:00) Astana, Dhaka"],
    [200, "Sri Lanka", "(GMT+06:00) Sri Jayawardenepura"],
    [201, "N. Central Asia", "(GMT+06:00) Almaty, Novosibirsk"],
    [203, "Myanmar", "(GMT+06:30) Rangoon"],
    [205, "SE Asia", "(GMT+07:00) Bangkok, Hanoi, Jakarta"],
    [207, "North Asia", "(GMT+07:00) Krasnoyarsk"],
    [210, "China", "(GMT+08:00) Beijing, Chongqing, Hong Kong, Urumqi"],
    [215, "Singapore", "(GMT+08:00) Kuala Lumpur, Singapore"],
    [220, "Taipei", "(GMT+08:00) Taipei"],
    [225, "W. Australia", "(GMT+08:00) Perth"],
    [227, "North Asia East", "(GMT+08:00) Irkutsk, Ulaan Bataar"],
    [230, "Korea", "(GMT+09:00) Seoul"],
    [235, "Tokyo", "(GMT+09:00) Osaka, Sapporo, Tokyo"],
    [240, "Yakutsk", "(GMT+09:00) Yakutsk"],
    [245, "AUS Central", "(GMT+09:30) Darwin"],
    [250, "Cen. Australia", "(GMT+09:30) Adelaide"],
    [255, "AUS Eastern", "(GMT+10:00) Canberra, Melbourne, Sydney"],
    [260, "E. Australia", "(GMT+10:00) Brisbane"],
    [265, "Tasmania", "(GMT+10:00) Hobart"],
    [270, "Vladivostok", "(GMT+10:00) Vladivostok"],
    [275, "West Pacific", "(GMT+10:00) Guam, Port Moresby"],
    [280, "Central Pacific", "(GMT+11:00) Magadan, New Caledonia, Solomon Islands"],
    [285, "Fiji", "(GMT+12:00) Fiji Islands, Kamchatka, Marshall Islands"],
    [290, "New Zealand", "(GMT+12:00) Auckland, Wellington"],
    [300, "Tonga", "(GMT+13:00) Nuku'alofa"],
];

const fullName = (name: string) =>
    name.includes("Standard Time") ? name : `${name} Standard Time`;

export const TIME_ZONES: readonly TimeZone[] = ROWS.map(([index, name, places]) => ({
    index,
    name: fullName(name),
    places,
}));

/** London's time: setup's index and, in winter, the time of the host's clock in most logs. */
export const DEFAULT_TIME_ZONE = 85;

/** The time zone with an index, or with a name such as "W. Europe Standard Time" in any case; undefined for no such one. */
export function timeZoneOf(wanted: number | string): TimeZone | undefined {
    if (typeof wanted === "number") return TIME_ZONES.find(({ index }) => index === wanted);
    const name = wanted.trim().toLowerCase();
    return TIME_ZONES.find((one) => one.name.toLowerCase() === name);
}

/** The most that an error lists. */
const MOST_NEAR = 3;

/** Time zones that somebody may have meant: those that mention a word of the text, or whose index is nearest. */
export function likelyTimeZones(wanted: number | string): readonly TimeZone[] {
    if (typeof wanted === "number") {
        const far = ({ index }: TimeZone) => Math.abs(index - wanted);
        return [...TIME_ZONES].sort((a, b) => far(a) - far(b)).slice(0, MOST_NEAR);
    }
    // Europe/Berlin, America/Mexico_City: the last part is a city.
    const [city = ""] = wanted.split("/").slice(-1);
    const words = city.replaceAll("_", " ").trim().toLowerCase();
    const mentions = ({ name, places }: TimeZone) =>
        `${name} ${places}`.toLowerCase().includes(words);
    return words === "" ? [] : TIME_ZONES.filter(mentions).slice(0, MOST_NEAR);
}

/** For people: `110, "W. Europe Standard Time", (GMT+01:00) Amsterdam, ...`. */
export const timeZoneText = ({ index, name, places }: TimeZone): string =>
    `${index}, "${name}", ${places}`;
