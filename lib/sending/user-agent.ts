/** Repeats the version of `package.json`, because importing that file would add two kilobytes to each bundle. */
export const USER_AGENT = "Posthorn/0.1.0";
