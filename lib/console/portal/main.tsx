import { openLinksAnew } from "../client/fragment.ts";
import { mount } from "../components/mount.tsx";
import { portalAppearance } from "./appearance.ts";
import { embedPortal } from "./embedding/embed-portal.ts";
import { PortalApp } from "./portal-app.tsx";
import { openPortal } from "./session/open-portal.ts";

openLinksAnew();
const appearance = portalAppearance();
const portal = openPortal(appearance);
embedPortal(portal, appearance);
mount("/portal", <PortalApp portal={portal} />);
