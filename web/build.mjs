// node build.mjs [FOLDER]: builds what the site takes from npm into FOLDER, by default src/ciatlas/publish/static.
import { join, resolve } from "node:path";
import { fonts } from "./fonts.mjs";
import { libraries } from "./libraries.mjs";
import { HERE } from "./packages.mjs";
import { shapes } from "./shapes.mjs";

const target = resolve(process.argv[2] ?? join(HERE, "../src/ciatlas/publish/static"));
await libraries(join(target, "lib"));
fonts(join(target, "site"));
shapes(join(target, "site/shapes"));
