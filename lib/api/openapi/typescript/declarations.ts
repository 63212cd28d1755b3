import openapiTS, { astToString } from "openapi-typescript";

/** The declarations that openapi-typescript makes of a document, as the text of a `.d.ts` file. */
export const declarationsOf = async (document: object): Promise<string> =>
  astToString(await openapiTS(Buffer.from(JSON.stringify(document))));
