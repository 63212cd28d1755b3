import * as z from "zod";
import { dateTime } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { consoleSessionRoutes } from "./console-session-routes.ts";
import { oidcRoutes } from "./oidc-routes.ts";

const sessionShape = z
  .strictObject({
    actor: z.string().describe("The id of the key that signed in, or the person's email address."),
    role: z
      .enum(["viewer", "operator", "admin"])
      .describe(
        "`viewer` reads, `operator` also changes, and `admin`, for the admin key, also manages the operator's own keys.",
      ),
    expiresAt: dateTime("When the session ends."),
    idleExpiresAt: dateTime("When the session ends unless it is read again before."),
  })
  .meta({ id: "ConsoleSession", description: "A session of the console." });

const linkShape = z
  .strictObject({
    url: z.string().describe("Signs in once, with the rights of the key that made it. Treat it like that key."),
    expiresAt: dateTime("When the link stops working."),
  })
  .meta({ id: "ConsoleLink", description: "A link that signs in to the console." });

const optionsShape = z
  .strictObject({ oidc: z.boolean().describe("People can sign in with the operator's identity provider.") })
  .meta({ id: "ConsoleSignInOptions", description: "The ways to sign in besides keys and links." });

const SESSION = {
  actor: "operator-3f9c2a7104d8e6b5",
  role: "operator",
  expiresAt: "2026-01-31T20:00:00.000Z",
  idleExpiresAt: "2026-01-31T09:00:00.000Z",
};

const OTHER_PAGE = "Another page than the console's sent the request, or a header is missing: `detail` says why.";
const NO_PROVIDER = "Only the console host serves this request, and only with an identity provider.";
const OTHER_HOST = "Only the console host serves this request.";

export const consoleSessionDocs = documented(
  {
    tag: "Console sessions",
    text: "How people sign in to the console. A session is a cookie, which counts only at the console host. There, it does for every request that takes the key which signed in. Changes also need the header `posthorn-console: 1`, from a page of the console itself.",
  },
  consoleSessionRoutes,
  {
    signInToConsole: {
      summary: "Sign in to the console",
      text: "With the admin key or an operator key, or with the code of a link. A session lasts 12 hours, and an hour without use. It ends with its key.",
      body: {
        name: "ConsoleSignIn",
        notes: { key: "The admin key, or an operator key.", code: "The code of a link, which works once." },
        example: { key: "pho_…" },
      },
      answers: {
        200: {
          description: "Signed in.",
          schema: sessionShape,
          headers: { "set-cookie": "The session." },
          example: SESSION,
        },
      },
      refusals: { 401: "The key or code doesn't sign in.", 403: OTHER_PAGE, 404: OTHER_HOST },
    },
    readConsoleSession: {
      summary: "Read the own session",
      text: "Moves the end of an unused session: it lasts another hour.",
      answers: { 200: { description: "The session.", schema: sessionShape, example: SESSION } },
    },
    signOutOfConsole: {
      summary: "Sign out of the console",
      text: "Ends the session, and removes the cookie. Without a session, it only removes the cookie.",
      answers: { 204: { description: "Signed out.", headers: { "set-cookie": "Removes the session." } } },
      refusals: { 403: OTHER_PAGE, 404: OTHER_HOST },
    },
    createConsoleLink: {
      summary: "Create a link to sign in",
      text: "The link works once, within an hour, and signs in with the rights of the key that made it.",
      body: { name: "ConsoleLinkFields", example: {} },
      answers: {
        201: {
          description: "Created.",
          schema: linkShape,
          example: { url: "https://example.com/console/#code=phs_…", expiresAt: "2026-01-31T09:00:00.000Z" },
        },
      },
    },
  },
);

const LEADS = { location: "Where to go.", "set-cookie": "A cookie of the sign-in, or the session." };

export const oidcDocs = documented(
  {
    tag: "Console sign-in with an identity provider",
    text: "By OpenID Connect: the code flow with PKCE. A browser goes through these requests, and a person's claims give the role.",
  },
  oidcRoutes,
  {
    readSignInOptions: {
      summary: "Tell the ways to sign in",
      answers: { 200: { description: "The ways to sign in.", schema: optionsShape, example: { oidc: true } } },
      refusals: { 404: OTHER_HOST },
    },
    startOidcSignIn: {
      summary: "Begin to sign in with the identity provider",
      query: { next: "The path of the console to show after the sign-in." },
      answers: {
        302: { description: "Leads to the provider, or back to the console with `#error=failed`.", headers: LEADS },
      },
      refusals: { 404: NO_PROVIDER },
    },
    finishOidcSignIn: {
      summary: "Come back from the identity provider",
      text: "The client's redirect URL at the provider. Without a session, it leads to the console with `#error=` and `access_denied`, `no-role`, `expired` or `failed`.",
      query: {
        code: "The authorization code.",
        state: "What the provider was sent.",
        iss: "The issuer (RFC 9207).",
        error: "Why there is no code.",
      },
      answers: { 302: { description: "Leads to the console.", headers: LEADS } },
      refusals: { 404: NO_PROVIDER },
    },
  },
);
