// The page docs/mutation-score.md, from the figures of a run.
import { format, resolveConfig } from 'prettier';

import type { Count, Score } from './score.mts';

export const PAGE = 'docs/mutation-score.md';

const number = (value: number): string => value.toLocaleString('en-US');

const row = (name: string, { mutants, killed, timeouts, survived, score }: Count): string =>
	`| ${[name, ...[mutants, killed, timeouts, survived].map(number), `${score} %`].join(' | ')} |`;

export async function scorePage(score: Score): Promise<string> {
	const { date, version, mutator, folders } = score;
	const rows = Object.entries(folders).map(([name, count]) => row(`\`${name}/\``, count));
	const page = `# Mutation score: how many small bugs the tests find

<!-- Written by \`npm run mutation\`. Do not edit. -->

A mutant is the code with one small bug put in by rule: a condition turned round, a text emptied, a block left out.
A test that fails with it has found it. The score is the share of all mutants that are found.

| Folder | Mutants | Found | of these by never ending | Not found | Score |
| ------ | ------- | ----- | ------------------------ | --------- | ----- |
${rows.join('\n')}
${row('All', score)}

Version ${version}, ${date.slice(0, 10)}, mutants by ${mutator}. The figures are in \`test/mutations/score.json\`.

## How it is measured

The mutants are StrykerJS's, made by its own instrumenter with all its rules, none left out: each behind a switch in
the compiled scripts. StrykerJS's test runner is not used. It starts vitest anew for each mutant, and each start loads
n8n: 28 mutants took 169 seconds, all of them would take six hours. \`test/mutations/runner.mts\` loads n8n once and
runs each test again for every mutant that it reaches, which takes minutes.

- Only the tests of the run, of the client, and of the two triggers' passes take part (the list is in
  \`scripts/mutation.mts\`), not those against the fake shops. A test that takes longer than half a second is left out.
- Between every few mutants the test runs without one. If it fails then, the mutants before it do not count as found.
- What is reckoned once, when a script is loaded, is reckoned again with the mutant in it.
- A mutant that loops, waits for two seconds, or ends the process counts as found.
- Mutants that change nothing anybody could see are not sorted out. They count as not found.

## Repeat it

\`\`\`
npm run mutation                                  # writes this page
npm run mutation -- --survivors --keep some/dir   # lists what is not found; goes on where it was interrupted
\`\`\`
`;
	return await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}
