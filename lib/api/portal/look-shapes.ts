import * as z from "zod";

const accentsShape = z
  .strictObject({
    accent: z.string().describe("Links, main buttons and the focus."),
    accentStrong: z.string().describe("The same while somebody points at them."),
    onAccent: z.string().describe("Text on either."),
  })
  .meta({ id: "PortalAccents", description: "The colours of one theme, as `#rrggbb`." });

const paletteShape = z.strictObject({ light: accentsShape, dark: accentsShape }).meta({
  id: "PortalPalette",
  description:
    "The colours that follow from the accent. Where it has a contrast of 4.5 : 1 to the theme's surfaces (WCAG 2.2, level AA), it is kept. Elsewhere, it becomes darker or lighter until it has.",
});

const logoShape = z
  .strictObject({
    url: z.string().describe("The image. It changes with the logo."),
    width: z.int().describe("In pixels."),
    height: z.int().describe("In pixels."),
  })
  .meta({ id: "PortalLogo", description: "A logo, as a PNG." });

/** How the portal looks, as fields of an answer. */
export const lookShapes = {
  accent: z.string().optional().describe("The colour of links and main buttons, as it was set."),
  palette: paletteShape.optional().describe("Present with `accent`."),
  theme: z.enum(["light", "dark", "system"]).optional(),
  logo: logoShape.optional(),
};
