import { embeddingPages } from "./embedding-pages.ts";
import { usePagesWorld } from "./support/pages-world.ts";

embeddingPages(usePagesWorld());
