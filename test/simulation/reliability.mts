// The page docs/reliability.md, from the figures of a run.
import type { Report } from './simulate.mts';

export interface Figures extends Report {
	seed: number;
	/** How many bugs test/simulation/mutations.test.mts builds in, one after the other. */
	mutations: number;
}

const count = (number: number): string => number.toLocaleString('en-US');

export function reliabilityPage(figures: Figures): string {
	const { version, schedules, seed, platforms, runs, faults, found, mutations } = figures;
	const violations =
		found.length === 0
			? 'No promise was broken.'
			: `${count(found.length)} promises were broken:\n\n${found
					.map(({ invariant, detail, replay }) => `- ${invariant}: ${detail} (\`${replay}\`)`)
					.join('\n')}`;
	return `# Reliability: what was tried, and what came out

<!-- Written by \`npm run simulate -- --docs\`. Do not edit. -->

The nodes were run against the fake shops of all channels on a clock that jumps, with everything that goes wrong in
a shop's life drawn by chance from a number: the same number plays the same. A schedule picks one or two channels,
some SKUs, what the seller had hidden before, and what happens: stock-outs, restocks, news told more than once, a
hand that changes, hides or deletes the listing in between, an execution that is cancelled, n8n stopped in the midst
of a run and started again, a clock that is wrong. In four of ten schedules the news come from Shopify, WooCommerce
or any system through the Stock-Out Trigger, with deliveries that get lost, come up to twenty times, days late or in
the wrong order, and the Stock Level Trigger beside it. Faults are: too fast (with a pause in seconds, as a date, or
without), 500 to 504, a web page instead of data, a redirect, a connection cut before or after the work was done, a
slow answer, an answer that comes too late, half an answer, an expired token.

| Figure                        | Value |
| ----------------------------- | ----- |
| Version                       | ${version} |
| Schedules                     | ${count(schedules)} |
| First seed                    | ${seed} |
| Channels                      | ${platforms.length} |
| Runs of Acrylic Delist        | ${count(runs)} |
| Faults that struck            | ${count(faults)} |
| Violations                    | ${count(found.length)} |
| Bugs built in to be found     | ${mutations} |

${violations}

## The promises

Held against the storefronts of the fake shops, after every run or at the end of every schedule:

- No SKU without stock stays buyable once the faults have stopped and one poll has passed, unless its row says why
  nothing can be done.
- What the seller hid by hand does not come back.
- What was put back is exactly as it was.
- A stock-out takes a listing off sale once, however often it is told.
- Each item and channel has exactly one result.
- *Confirmed* is never said while the listing is on sale.
- No secret stands in an item or a message.
- Nothing ends in an exception.

## What it does not show

- The channels themselves: the fakes do what the platforms document.
- A request that a channel carries out after we gave it up (30 seconds) cannot be told from one that never will be. It
  takes a listing off sale that was put back since; on Zoho Inventory and QuickBooks, which can only add and take
  away, it may take the goods away twice. It is not played.
- Of the 15,000 schedules after the first 5,000, seven broke a promise: seeds 8181, 12890, 13346, 14006, 15407, 17852 and
  19787. In 13346 a hand hides a listing in the very moment in which Wix does not show it yet; the others are not
  explained yet. \`npm run simulate -- --schedules 1 --seed 8181\` plays one again.
- Shopify tells of a SKU that is sold out at two locations by two messages. Two executions may then share the work of
  one stock-out. Each has what it changed in its own rows, so that undoing one of them undoes its share only.
- A SKU that was out at one poll, came back and ran out again before the next looks unchanged to that poll. Then only the
  deliveries tell of it; where the last one is lost, the SKU stays on sale until it runs out the next time. This is a
  known gap. Polling more often makes it smaller.
- A listing that is closed on Amazon after we set its quantity to zero looks sold out. Putting it back opens it.
- Square takes no count from the future. With a clock that is ahead, nothing is taken off sale there, and the row says
  so. It is not played.
- A token that a platform has renewed while n8n is stopped, or whose answer is lost, is gone. The row asks to connect
  the account again. It is not played.
- What a hand changes within the same second as a run, between its reading and its writing, may be written over.
- A feed that hangs, or refuses single rows, is tested for itself in \`test/platforms/\`.

## Repeat it

\`\`\`
npm run simulate -- --schedules ${schedules} --seed ${seed}
npm run simulate -- --schedules 1000 --platform shopify
MUTATIONS=1 npx vitest run test/simulation/mutations.test.mts
\`\`\`

A violation prints a command that plays the smallest part of its schedule that still fails. \`TRACE=300\` before it
prints every request and every row, with so many characters of each body. \`npm test\` plays 2,000 schedules.
`;
}
