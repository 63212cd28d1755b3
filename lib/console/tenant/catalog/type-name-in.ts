/** The name of a type in a page's address. The router leaves a slash in it escaped. No name has a percent sign. */
export const typeNameIn = (parameter: string): string => parameter.replace(/%2f/gi, "/");
