// Knows the frame of a page: its head, its style, its small script, and the policy that lets nothing else run or load.

import { createHash } from 'node:crypto'
import { DIAGRAM_STYLE } from './html-diagram-style.ts'
import { SCRIPT } from './html-script.ts'
import { STYLE } from './html-style.ts'
import { Markup, markup } from './markup.ts'

/** Only this very script may run, whatever a byte that escaped the escaping would like. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** `style` is added to what every page has. */
export function page(title: string, body: Markup, style = ''): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE + DIAGRAM_STYLE + style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
${body}
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text
}
