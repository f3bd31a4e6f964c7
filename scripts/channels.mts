// Writes docs/channels.md from the registry, so that the overview cannot drift from the code. Run it after a build.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Platform } from '../platforms/platform';

const root = new URL('..', import.meta.url);

interface Registry {
	platforms: Platform[];
}

/** The page as it has to be. */
export function channelsPage(): string {
	const { platforms } = createRequire(root)('./dist/platforms/index.js') as Registry;
	const rows = platforms.map((platform) => [
		`[${platform.name}](platforms/${platform.id}.md)`,
		`\`${platform.id}\``,
		platform.stops[0].name,
		platform.stops
			.slice(1)
			.map(({ name }) => name)
			.join('; ') || '-',
		platform.settle.lags ? 'may take minutes' : 'at once',
		platform.webhook ? 'yes' : '-',
	]);
	const head = [
		'Channel',
		'In expressions',
		'Take Off Sale does',
		'Other ways',
		'A change shows',
		'Stock-Out Trigger',
	];
	return [
		'# Channels',
		'',
		'Made from the code by `scripts/channels.mts`. Each page says what happens there, how to connect it, and what it cannot do.',
		'',
		line(head),
		line(head.map(() => '---')),
		...rows.map(line),
		'',
	].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

if (import.meta.main) writeFileSync(new URL('docs/channels.md', root), channelsPage());
