/* An error summary takes the focus, on the page as it arrives and in a fragment. */
import { onLoaded, within } from "./loaded.js";

onLoaded((root) => within(root, "[data-focus]")[0]?.focus());
