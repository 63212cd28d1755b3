/** With the version of package.json, which would weigh two kilobytes in a bundle. */
export const USER_AGENT = "Posthorn/0.1.0";
