import "../design/console.css";
import { openLinksAnew } from "../client/fragment.ts";
import { mount } from "../components/mount.tsx";
import { showKeptTheme } from "../design/theme.ts";
import { ConsoleApp } from "./console-app.tsx";
import { openConsole } from "./session/open-console.ts";

showKeptTheme();
openLinksAnew();
const session = openConsole();
mount("/console", <ConsoleApp session={session} />);
