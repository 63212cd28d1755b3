import { atPath, linkAddress, linkFrom } from "./links.ts";
import { type EmbedderMessage, isAskedTheme, type PortalMessage, portalMessageIn } from "./messages.ts";

/** Makes a new link to the portal. Resolves with its URL. */
export type RefreshPortal = () => Promise<string>;

/** Servers that render pages import this file too, and have no elements. */
const Base = typeof HTMLElement === "undefined" ? (class {} as typeof HTMLElement) : HTMLElement;

/** What the portal's page does: all but moving its embedder without a click. */
const SANDBOX = [
  "allow-scripts",
  "allow-same-origin",
  "allow-forms",
  "allow-modals",
  "allow-downloads",
  "allow-popups",
  "allow-popups-to-escape-sandbox",
  "allow-top-navigation-by-user-activation",
].join(" ");

/** Rules of the embedding page win over `:host`. The height follows the content. */
const STYLE = `
:host { display: block; height: 20rem; min-height: 20rem; max-height: 100vh; overflow: hidden; position: relative }
:host([hidden]) { display: none }
iframe { border: 0; display: block; height: 100%; width: 100% }
.loading { inset: 0; position: absolute }
.loading[hidden] { display: none }
`;

/**
 * `<posthorn-portal src="…">` shows the portal in a frame as high as its content, up to the window's height.
 *
 * Attributes: `src`, a link to the portal. `refresh-url`, an address of the application that answers with a new link,
 * for when the session is over, or at the start without a `src`. `theme`: `light`, `dark` or `system`. `title`: the
 * frame's name for screen readers. Its content is shown until the portal is there.
 *
 * Events: `posthorn:open`, when a session has begun. `posthorn:expired`, when it is over; its default is to get a new
 * link. `posthorn:error`, when there was none; `detail` is the reason.
 */
export class PosthornPortal extends Base {
  static readonly observedAttributes = ["src", "refresh-url", "theme", "title"];

  #refresh: RefreshPortal | null = null;
  #frame: HTMLIFrameElement | undefined;
  #isStarted = false;
  #origin = "";
  #sheet: CSSStyleSheet | undefined;
  #loading: HTMLElement | undefined;
  /** The latest link was asked for, and has opened no session yet. If it opens none, no other one is asked for. */
  #isUnproven = false;
  /** Raised by each frame, so that a link that comes late isn't shown. */
  #turn = 0;

  get src(): string | null {
    return this.getAttribute("src");
  }

  set src(value: string | null) {
    setOrRemove(this, "src", value);
  }

  get theme(): string | null {
    return this.getAttribute("theme");
  }

  set theme(value: string | null) {
    setOrRemove(this, "theme", value);
  }

  get refreshUrl(): string | null {
    return this.getAttribute("refresh-url");
  }

  set refreshUrl(value: string | null) {
    setOrRemove(this, "refresh-url", value);
  }

  /** Makes a new link when the session is over. It comes before `refreshUrl`. */
  get refresh(): RefreshPortal | null {
    return this.#refresh;
  }

  set refresh(value: RefreshPortal | null) {
    this.#refresh = value;
    this.#startSoon();
  }

  connectedCallback(): void {
    if (!this.shadowRoot) this.#build();
    takeEarlyProperties(this);
    window.addEventListener("message", this.#listen);
    this.#isUnproven = false;
    this.#startSoon();
  }

  disconnectedCallback(): void {
    window.removeEventListener("message", this.#listen);
    this.#frame?.remove();
    this.#frame = undefined;
    this.#isStarted = false;
    this.#turn++;
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    if (name === "theme") this.#sendTheme();
    if (name === "title" && this.#frame) this.#frame.title = this.#title;
    if (name === "refresh-url") this.#startSoon();
    if (name === "src" && after !== null && this.#isStarted) {
      this.#isUnproven = false;
      this.#open(after);
    }
  }

  get #title(): string {
    return this.getAttribute("title") ?? "Webhooks";
  }

  #build(): void {
    const root = this.attachShadow({ mode: "open" });
    this.#sheet = new CSSStyleSheet();
    this.#sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [this.#sheet];
    this.#loading = document.createElement("div");
    this.#loading.className = "loading";
    this.#loading.append(document.createElement("slot"));
    root.append(this.#loading);
  }

  /** Frameworks set the attributes and properties of an element one after the other. */
  #startSoon(): void {
    if (this.isConnected && !this.#isStarted) queueMicrotask(() => this.#start());
  }

  #start(): void {
    if (!this.isConnected || this.#isStarted) return;
    this.#isStarted = this.src !== null || this.#ask !== undefined;
    if (this.src !== null) this.#open(this.src);
    else void this.#renew("/");
  }

  get #ask(): RefreshPortal | undefined {
    const { refresh, refreshUrl } = this;
    return refresh ?? (refreshUrl === null ? undefined : () => linkFrom(refreshUrl));
  }

  /** Shows a link. Each gets a frame of its own: another address in the same frame would be a step in the history. */
  #open(link: string, path?: string): void {
    try {
      const address = linkAddress(link, document.baseURI);
      this.#origin = address.origin;
      this.#show(path === undefined ? address : atPath(address, path));
    } catch (error) {
      this.#fire("posthorn:error", error);
    }
  }

  #show(address: URL): void {
    this.#turn++;
    const frame = document.createElement("iframe");
    frame.title = this.#title;
    frame.allow = "clipboard-write";
    frame.setAttribute("sandbox", SANDBOX);
    // Tells the portal which of the allowed origins embeds it, where browsers don't.
    frame.referrerPolicy = "origin";
    frame.src = address.href;
    frame.addEventListener("load", () => this.#showLoading(false));
    this.#showLoading(true);
    this.#frame?.remove();
    this.#frame = frame;
    this.shadowRoot?.append(frame);
  }

  #showLoading(isLoading: boolean): void {
    if (this.#loading) this.#loading.hidden = !isLoading;
  }

  readonly #listen = ({ data, source, origin }: MessageEvent): void => {
    if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return;
    const message = portalMessageIn(data);
    if (message) this.#take(message);
  };

  #take(message: PortalMessage): void {
    if (message.type === "posthorn:opening") this.#sendTheme();
    else this.#showLoading(false);
    if (message.type === "posthorn:height") this.#resize(message.height);
    if (message.type === "posthorn:open") {
      this.#isUnproven = false;
      this.#fire("posthorn:open");
    }
    if (message.type === "posthorn:expired" && this.#fire("posthorn:expired")) void this.#renew(message.path);
  }

  #resize(height: number): void {
    const rule = this.#sheet?.cssRules[0];
    if (rule instanceof CSSStyleRule) rule.style.height = `${height}px`;
  }

  #sendTheme(): void {
    const message: EmbedderMessage = { type: "posthorn:theme", theme: isAskedTheme(this.theme) ? this.theme : null };
    this.#frame?.contentWindow?.postMessage(message, this.#origin);
  }

  /** Shows a new link, at the path where the portal was. */
  async #renew(path: string): Promise<void> {
    const ask = this.#ask;
    if (!ask || this.#isUnproven) return;
    this.#isUnproven = true;
    const turn = ++this.#turn;
    try {
      const link = await ask();
      if (turn === this.#turn) this.#open(link, path);
    } catch (error) {
      this.#isUnproven = false;
      this.#fire("posthorn:error", error);
    }
  }

  /** Returns false if a listener prevented the default. */
  #fire(type: string, detail?: unknown): boolean {
    return this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, cancelable: true, detail }));
  }
}

function setOrRemove(element: HTMLElement, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** Properties that were set before the script ran are the object's own, and hide those of the class. */
function takeEarlyProperties(element: PosthornPortal): void {
  for (const name of ["src", "refreshUrl", "theme", "refresh"] as const) {
    if (!Object.hasOwn(element, name)) continue;
    const { [name]: value } = element;
    delete (element as Partial<PosthornPortal>)[name];
    Object.assign(element, { [name]: value });
  }
}
