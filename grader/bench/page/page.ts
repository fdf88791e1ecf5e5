// Knows how a bench's report becomes a page: one file that loads nothing. What was measured, how, on what, and what it does
// not tell. Pure.

import { page } from '../../report/html-page.ts'
import { type Markup, markup } from '../../report/markup.ts'
import { counted } from '../../report/wording.ts'
import type { Report } from '../report.ts'
import { scenarioArticle } from './scenario-article.ts'
import { BENCH_STYLE } from './style.ts'

export function toPage(report: Report): string {
  const { results, complete } = report
  const groups = [...Map.groupBy(results, ({ scenario }) => scenario).values()]
  const subjects = [...new Set(results.flatMap(({ summaries }) => summaries.map(({ subject }) => subject)))]
  const [first = 'nothing yet', ...others] = subjects.filter(name => name !== 'direct')
  const title = others.length === 0 ? first : `${first} beside ${listed(others)}`
  const body = markup`<header>
<p class="kicker">Hopwise bench</p>
<h1>${title}</h1>
${complete ? null : markup`<p class="verdict incomplete"><span aria-hidden="true">?</span> Not measured to the end</p>`}
${facts(report)}
</header>
<main id="main">
<section aria-labelledby="figures"><h2 id="figures">Figures</h2>${groups.map(scenarioArticle)}</section>
${howMade(report)}
</main>`
  return page(`${title}: Hopwise bench`, body, BENCH_STYLE)
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function facts({ command, startedAt, versions, system, cpu, cores, workers }: Report): Markup {
  const told = [
    ['Command', ['npm run bench --', ...command].join(' ')],
    ['Started', `${startedAt.slice(0, 19).replace('T', ' ')} UTC`],
    ['Machine', `${system}, ${cpu}`],
    [
      'Cores',
      cores.proxy === undefined
        ? 'nothing was pinned: the proxy, the backends and the load took each other’s time'
        : `the proxy on ${cores.proxy}; backends and load on ${cores.load}`,
    ],
    [
      'Programs',
      Object.entries(versions)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ['Workers', workers === 1 ? 'one process, one thread each' : `${workers} of stage 6, nginx, HAProxy and Caddy`],
  ]
  return markup`<dl class="facts">${told.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

function howMade({ rounds, seconds, rate }: Report): Markup {
  return markup`<section class="made" aria-labelledby="made"><h2 id="made">How it was made</h2>
<ul>
<li>All proxies stand before the same three nginx, which send back X-Request-ID. Each has one worker and no access log, and keeps its connections to the backends. <em>direct</em> is one backend without any proxy: what the load can reach at all.</li>
<li>${counted(rounds, 'round')} of ${seconds} s, in turns: A B C, A B C. Neighbours in time share the machine’s mood, so ratios are taken within a round; what is shown is their median, and in parentheses the smallest and the largest. Absolute figures are this machine’s, in that minute.</li>
<li>The load is wrk, on one thread. It asks again only when it has been answered, so while a proxy stands still nobody asks, and the pause counts once: its p99 and maximum are too good (coordinated omission).</li>
<li>wrk compares no bodies. So behind every measurement each proxy is asked for the page by somebody who looks; who answers anything but the backend’s 600 octets, or 1 MiB, is not shown.</li>
<li>mix is made by a client of our own, which asks ${rate.toLocaleString('en')} times a second whatever the answers do, counts from when a request was due, and looks whether each answer is its own. 2 % go to a page behind which a server waits 50 ms.</li>
<li>CPU is that of the proxy’s whole process tree, kernel included. Memory is resident memory right behind the load, or while idle connections are held; pages that several processes share count for each.</li>
<li>Without HTTP/2, without TLS, over loopback: no network, no losses, no distance. What it says about your site, only your site says.</li>
</ul></section>`
}
