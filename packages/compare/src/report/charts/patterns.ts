import { html } from "../html.ts";

/** Patterns over the colours of bars, so that parts are told apart without colour. Once in a document. */
export const PATTERNS = html`<svg class="patterns" aria-hidden="true" width="0" height="0"><defs>
<pattern id="pattern-diagonal" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2" height="7" class="ink"/></pattern>
<pattern id="pattern-counter" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="2" height="7" class="ink"/></pattern>
<pattern id="pattern-dots" width="7" height="7" patternUnits="userSpaceOnUse"><circle cx="3.5" cy="3.5" r="1.4" class="ink"/></pattern>
</defs></svg>`;
