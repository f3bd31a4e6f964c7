// Lays out a new channel: folder, credential, fake, test and page of a small made-up API, all at work, to be changed step by step.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const templates = new URL('newPlatform/', import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));

export interface NewPlatform {
	/** `my-shop`: folder, value of the dropdown, `channel` in results. */
	id: string;
	/** `My Shop`, as its users write it. */
	name: string;
}

/** @returns the files that were made, and those that got a line */
export function scaffold(
	{ id, name }: NewPlatform,
	folder = root,
): { made: string[]; changed: string[] } {
	if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
		throw new Error(
			`'${id}' is no id: use small letters, digits and single hyphens, like 'my-shop'.`,
		);
	// The name goes into code, Markdown and SVG as it is.
	if (!/^[A-Za-z0-9][A-Za-z0-9 ().-]*$/.test(name))
		throw new Error(
			`'${name}' is no name: use letters, digits, spaces, dots, hyphens and brackets.`,
		);
	const pascal = id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
	const camel = pascal[0].toLowerCase() + pascal.slice(1);
	const credential = `credentials/StockOut${pascal}Api.credentials`;
	const fill = (template: string, more: Readonly<Record<string, string>> = {}): string => {
		const words: Record<string, string> = {
			ID: id,
			NAME: name,
			PASCAL: pascal,
			CAMEL: camel,
			...more,
		};
		return readFileSync(new URL(`${template}.txt`, templates), 'utf8').replace(
			/__([A-Z]+)__/g,
			(mark, word: string) => words[word] ?? mark,
		);
	};
	const icon = (colour: string) =>
		fill('icon.svg', { COLOUR: colour, LETTER: name[0].toUpperCase() });
	const files: Record<string, string> = {
		[`platforms/${id}/index.ts`]: fill('index.ts'),
		[`platforms/${id}/service.ts`]: fill('service.ts'),
		[`platforms/${id}/listings.ts`]: fill('listings.ts'),
		[`platforms/${id}/write.ts`]: fill('write.ts'),
		[`${credential}.ts`]: fill('credential.ts'),
		[`credentials/${id}.svg`]: icon('#35606e'),
		[`credentials/${id}.dark.svg`]: icon('#7fb3c4'),
		[`sandbox/${id}/index.mts`]: fill('fake.mts'),
		[`test/platforms/${camel}.test.mts`]: fill('test.mts'),
		[`docs/platforms/${id}.md`]: fill('page.md'),
	};
	const there = Object.keys(files).find((file) => existsSync(join(folder, file)));
	if (there) throw new Error(`${there} is there already. Nothing was changed.`);

	// All new texts are made before the first is written: a line that finds no place leaves nothing behind.
	const changes: Record<string, string> = {};
	const change = (file: string, edit: (text: string) => string): void => {
		const text = readFileSync(join(folder, file), 'utf8');
		const edited = edit(text);
		if (edited === text)
			throw new Error(`${file} has no place for the new line. Nothing was changed.`);
		changes[file] = edited;
	};
	change('platforms/index.ts', (text) =>
		register(text, `import { ${camel} } from './${id}';`, camel),
	);
	change('sandbox/index.mts', (text) =>
		text
			.replace(/\n\n/, `\nimport { make as ${camel} } from './${id}/index.mts';\n\n`)
			.replace(/\n\];/, `\n\t${camel},\n];`),
	);
	change('package.json', (text) => addTo(text, '"credentials"', `dist/${credential}.js`));
	change('nodes/AcrylicDelist/AcrylicDelist.node.json', (text) => addTo(text, '"alias"', name));
	change('bench/floor.json', (text) => {
		const minimum = JSON.parse(fill('floor.json')) as object;
		const all = JSON.parse(text) as Record<string, object>;
		return `${JSON.stringify({ ...all, [id]: minimum }, null, '\t')}\n`;
	});
	change('test/conformance/cases.mts', (text) =>
		text.replace(
			/\n\};\s*$/,
			`\n\t'${id}': { ...catalogue, firstWrite: { method: 'PATCH' }, login: 'accessToken' },\n};\n`,
		),
	);

	for (const [file, text] of [...Object.entries(files), ...Object.entries(changes)]) {
		mkdirSync(dirname(join(folder, file)), { recursive: true });
		writeFileSync(join(folder, file), text);
	}
	return { made: Object.keys(files), changed: Object.keys(changes) };
}

/** Dropdowns are sorted by name, and names are not in this file: the id is the best guess, a test says if it is wrong. */
function register(text: string, line: string, camel: string): string {
	const names = Array.from(text.matchAll(/^\t(\w+),$/gm), ([, name]) => name);
	const next = names.find((name) => name.toLowerCase() > camel.toLowerCase());
	return text
		.replace(/\n\n/, `\n${line}\n\n`)
		.replace(
			next ? `\n\t${next},` : '\n];',
			next ? `\n\t${camel},\n\t${next},` : `\n\t${camel},\n];`,
		);
}

/** One more text in a list of a JSON file, the file's own form kept. */
function addTo(text: string, list: string, value: string): string {
	const start = text.indexOf(list);
	const end = start < 0 ? -1 : text.indexOf(']', start);
	if (end < 0) return text;
	const body = text.slice(0, end).trimEnd();
	return `${body},\n\t\t${JSON.stringify(value)}\n\t${text.slice(end)}`;
}

if (import.meta.main) {
	const [id, name, ...rest] = process.argv.slice(2);
	if (!id || !name || rest.length > 0) {
		console.error('Usage: npm run new-platform -- my-shop "My Shop"');
		process.exit(1);
	}
	try {
		const { made, changed } = scaffold({ id, name });
		console.log(['Made:', ...made, '', 'One line more in:', ...changed].join('\n'));
		console.log(
			'\nThe API in these files is made up. Start with the fake: write down what the platform does, then what you do about it (docs/adding-a-platform.md).\nThen: npx prettier --write ., npm run build, node scripts/channels.mts, npm test',
		);
	} catch (error) {
		console.error(error instanceof Error ? error.message : String(error));
		process.exitCode = 1;
	}
}
