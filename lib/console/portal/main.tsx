import { openLinksAnew } from "../client/fragment.ts";
import { mount } from "../components/mount.tsx";
import { showKeptTheme } from "../design/theme.ts";
import { PortalApp } from "./portal-app.tsx";
import { openPortal } from "./session/open-portal.ts";

showKeptTheme();
openLinksAnew();
const portal = openPortal();
mount("/portal", <PortalApp portal={portal} />);
