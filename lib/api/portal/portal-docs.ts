import * as z from "zod";
import { CAPABILITIES } from "../../core/portal/capabilities.ts";
import { dateTime, nameSchema } from "../openapi/common-shapes.ts";
import { documented } from "../openapi/docs.ts";
import { lookShapes } from "./look-shapes.ts";
import { portalRoutes } from "./portal-routes.ts";
import { portalScope } from "./portal-schemas.ts";

nameSchema(portalScope, "PortalScopeFields", {
  metadata: "What a subscription's metadata must contain: all of these entries.",
});

const scopeShape = z
  .strictObject({ metadata: z.record(z.string(), z.string()) })
  .meta({ id: "PortalScope", description: "The metadata that a subscription must have to be in the session's scope." });

const sessionShape = z
  .strictObject({
    id: z.string(),
    tenantId: z.string(),
    actor: z.string().optional().describe("Whom the operator's product has signed in."),
    capabilities: z.array(z.enum(CAPABILITIES)),
    scope: scopeShape.optional().describe("Absent for all of the tenant's subscriptions."),
    ...lookShapes,
    locale: z.string().optional(),
    next: z.string().optional().describe("The path inside the portal where the session starts."),
    refreshUrl: z.string().optional().describe("Where to get a new link once the session is over."),
    createdAt: dateTime("When the link was made."),
    expiresAt: dateTime("When the session is over, however often its tokens are renewed."),
  })
  .meta({ id: "PortalSession", description: "A customer's session in the portal." });

const tokensShape = z
  .strictObject({
    accessToken: z.string().describe("The bearer token of requests."),
    expiresAt: dateTime("When the access token stops working: after 15 minutes, or with the session."),
    refreshToken: z.string().describe("Renews both tokens, once."),
    session: sessionShape,
  })
  .meta({ id: "PortalTokens", description: "The tokens of a portal session." });

const linkShape = z
  .strictObject({
    url: z.string().describe("The portal, with a code in the fragment. The code works once, within 5 minutes."),
    expiresAt: dateTime("When the session is over."),
  })
  .meta({ id: "PortalLink", description: "A link to the portal." });

const SESSION = {
  id: "acme-p0123456789abcdef",
  tenantId: "acme",
  actor: "ann@example.com",
  capabilities: ["view", "manage"],
  scope: { metadata: { agent: "support" } },
  createdAt: "2026-01-31T12:00:00.000Z",
  expiresAt: "2026-01-31T13:00:00.000Z",
};

const TOKENS = {
  accessToken: "pha_…",
  expiresAt: "2026-01-31T12:15:00.000Z",
  refreshToken: "phr_…",
  session: SESSION,
};

const EXPIRED = "The code or token is unknown, has expired or was used: `code` is `code-expired`.";

export const portalDocs = documented(
  {
    tag: "Portal",
    text: "Your customers set up, watch and repair their own webhooks in the portal. Your product makes a link for a customer, and the link starts a session with the rights that you choose. The session's access token is a bearer token for the operations that list capabilities under `x-keys`.",
  },
  portalRoutes,
  {
    createPortalLink: {
      summary: "Make a link to the portal",
      text: "The code in the link works once, within 5 minutes. A tenant's key makes links for its own tenant. A token with a scope sees, and creates, only subscriptions with the scope's metadata. The scope doesn't limit which of the tenant's events such a subscription gets.",
      body: {
        name: "PortalLinkFields",
        notes: {
          expiresInSeconds: "How long the session lasts.",
          capabilities:
            "`view`: read subscriptions, health, deliveries, replays and the catalog. `viewPayload`: see events' data, and what was sent and answered. `viewSecret`: see secrets. `manageSecret`: choose, generate and rotate secrets. `manage`: create, change, pause and delete subscriptions. `test`: send test events. `repair`: retry, cancel, probe and replay.",
          scope: "Limits the session to the subscriptions with this metadata. New subscriptions get it.",
          actor: "Whom your product has signed in. The audit log names the actor, and you can end an actor's sessions.",
          theme:
            "`light` or `dark` for everybody, or `system`: what each user's system says, unless they choose one. By default, what the branding says, and else `system`.",
          accent:
            "The colour of links and main buttons, such as `#0a6a5c`. Where it isn't readable, the portal shows a darker or lighter one of the same hue. By default, what the branding says.",
          locale: "A language tag such as `en` or `pt-BR`.",
          next: "The path inside the portal where the session starts.",
          refreshUrl:
            "A page of yours that makes a new link, for when the session is over. Its origin must be in the stack option `portalOrigins`.",
        },
        example: {
          capabilities: ["view", "viewPayload", "manage", "test", "repair"],
          scope: { metadata: { agent: "support" } },
          actor: "ann@example.com",
        },
      },
      answers: {
        201: {
          description: "Made.",
          schema: linkShape,
          example: { url: "https://example.com/portal/#code=phc_…", expiresAt: "2026-01-31T13:00:00.000Z" },
        },
      },
    },
    endPortalSessions: {
      summary: "End sessions of the portal",
      text: "The sessions' tokens stop working with the next request, and links that nobody used stop working too.",
      query: { actor: "Only the sessions of this actor. By default, all of the tenant's sessions end." },
      answers: { 204: { description: "Ended." } },
    },
    exchangePortalCode: {
      summary: "Start a session with the code of a link",
      body: { name: "PortalCode", notes: { code: "From the fragment of the link." }, example: { code: "phc_…" } },
      answers: { 200: { description: "The session's tokens.", schema: tokensShape, example: TOKENS } },
      refusals: { 401: EXPIRED },
    },
    refreshPortalTokens: {
      summary: "Renew the tokens of a session",
      text: "The refresh token before still works for a minute, in case the answer is lost. If it is used later than that, somebody else has it, and the session ends.",
      body: {
        name: "PortalRefreshToken",
        notes: { refreshToken: "The latest refresh token of the session." },
        example: { refreshToken: "phr_…" },
      },
      answers: { 200: { description: "New tokens.", schema: tokensShape, example: TOKENS } },
      refusals: { 401: EXPIRED },
    },
    readPortalSession: {
      summary: "Read the session",
      answers: { 200: { description: "The session of the access token.", schema: sessionShape, example: SESSION } },
    },
  },
);
