import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CAPABILITIES } from "../../lib/core/portal/capabilities.ts";
import { logoOf } from "../../lib/core/portal/logo-png.ts";
import { PIXEL } from "../support/pixel.ts";
import { cli, scriptedApi } from "./support.ts";

const SVG = (content: string, box = "0 0 120 32") =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="${box}">${content}</svg>`;
const SHAPE = '<rect width="120" height="32" fill="#635bff"/>';

/** Sets a logo from a file, and resolves with what was sent. */
async function brandWith(name: string, content: string | Buffer, line = `portal brand acme --logo ${name}`) {
  const cwd = mkdtempSync(join(tmpdir(), "posthorn-logo-"));
  writeFileSync(join(cwd, name), content);
  const api = scriptedApi(() => ({ body: {} }));
  const ran = await cli(line, { fetch: api.fetch, cwd });
  const [sent] = api.calls;
  return { ...ran, calls: api.calls, body: sent?.body === undefined ? undefined : JSON.parse(String(sent.body)) };
}

describe("posthorn portal brand", () => {
  it("sends a PNG as it is", async () => {
    const { code, body } = await brandWith("logo.png", Buffer.from(PIXEL, "base64"));
    expect([code, body]).toEqual([0, { logo: { png: PIXEL } }]);
  });

  it("makes a PNG of an SVG, which runs nothing in it", async () => {
    const hostile = '<script>throw new Error("ran")</script><rect width="1" height="1" onload="throw 1"/>';
    const { code, body, err } = await brandWith("logo.svg", SVG(SHAPE + hostile));
    expect([code, err]).toEqual([0, ""]);
    const { width, height, png } = logoOf(Buffer.from(body.logo.png, "base64"));
    expect([width, height]).toEqual([480, 128]);
    expect(png.toString("latin1")).not.toContain("ran");
  });

  it.each([
    ["has text", SVG("<text>Acme</text>"), "it has text, and fonts aren't part of the file: convert the text to paths"],
    [
      "refers to another host",
      SVG('<image href="https://evil.example/x.png" width="9" height="9"/>'),
      "refers to other files",
    ],
    ["refers to a file", SVG('<image xlink:href="/etc/passwd" width="9" height="9"/>'), "refers to other files"],
    ["is too wide", SVG(SHAPE, "0 0 12000 32"), "a width of 1024 pixels"],
    ["is damaged", SVG("<rect"), "cannot draw logo.svg"],
  ])("refuses an SVG that %s", async (_name, svg, message) => {
    const { code, err, calls } = await brandWith("logo.svg", svg);
    expect([code, calls.length]).toEqual([2, 0]);
    expect(err).toContain(message);
  });

  it("refuses any other file", async () => {
    const { code, err } = await brandWith("logo.gif", "GIF89a");
    expect([code, err]).toEqual([2, "posthorn: logo.gif is neither a PNG nor an SVG\n"]);
  });

  it("sets and clears fields, of one tenant or of all", async () => {
    const set = await brandWith("x", "", "portal brand --accent #635bff --theme dark");
    expect(set.calls[0]).toMatchObject({ method: "PATCH", path: "/api/v1/portal-branding" });
    expect(set.body).toEqual({ accent: "#635bff", theme: "dark" });
    const cleared = await brandWith("x", "", "portal brand acme --clear accent,logo");
    expect(cleared.calls[0]).toMatchObject({ path: "/api/v1/tenants/acme/portal-branding" });
    expect(cleared.body).toEqual({ accent: null, logo: null });
  });

  it.each([
    ["portal brand acme", "nothing to change: give --accent, --theme, --logo or --clear"],
    ["portal brand acme --clear name", "--clear takes accent, theme, logo, not name"],
  ])("refuses `%s`", async (line, message) => {
    const { code, err, calls } = await brandWith("x", "", line);
    expect([code, err, calls.length]).toEqual([2, `posthorn: ${message}\n`, 0]);
  });
});

it("posthorn portal link gives every capability for `all`", async () => {
  const { body } = await brandWith("x", "", "portal link acme --can all");
  expect(body).toEqual({ capabilities: [...CAPABILITIES] });
});
