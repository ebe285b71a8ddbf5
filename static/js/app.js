/* The page works without this file; each module adds one convenience. */
import "./busy.js";
import "./counter.js";
import "./dialog.js";
import "./draft.js";
import "./drawer.js";
import "./focus.js";
import "./insert.js";
import "./keys.js";
import "./marks.js";
import "./offline.js";
import "./panes.js";
import "./popover.js";
import "./requests.js";
import "./reveal.js";
import "./rows.js";
import "./theme.js";
import "./toast.js";
