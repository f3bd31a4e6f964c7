// What the sample workflows tell people holds texts of other people: SKUs and titles of suppliers, sentences of platforms.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Node {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
}

const HOSTILE =
	'<!channel> <https://phish.example.test|Sign in> <script>alert(1)</script> & "quoted"';
const ESCAPED =
	'&lt;!channel&gt; &lt;https://phish.example.test|Sign in&gt; &lt;script&gt;alert(1)&lt;/script&gt; &amp;';

const nodes = readdirSync('workflows')
	.filter((name) => name.endsWith('.json'))
	.flatMap((file) =>
		(JSON.parse(readFileSync(`workflows/${file}`, 'utf8')) as { nodes: Node[] }).nodes.map(
			(node): [string, Node] => [`${file}: ${node.name}`, node],
		),
	);
const ofType = (type: string) => nodes.filter(([, node]) => node.type === `n8n-nodes-base.${type}`);

/** Every field of the item, and every item of other nodes, is hostile. */
const item: unknown = new Proxy(
	{},
	{
		get: (_target, name) =>
			name === 'data'
				? [{ sku: HOSTILE }]
				: /^(expectedAt|daysLate)$/.test(String(name))
					? null
					: HOSTILE,
	},
);
const $ = () => ({
	first: () => ({ json: item }),
	all: () => [{ json: item }],
	item: { json: item },
});

/** A text with `{{ }}`, as n8n reads it. */
const render = (template: unknown): string =>
	String(template)
		.replace(/^=/, '')
		.replace(/\{\{([\s\S]*?)\}\}/g, (_, code: string) =>
			String(new Function('$json', '$', `return (${code});`)(item, $)),
		);

describe('a hostile SKU', () => {
	it.each([...ofType('slack'), ...ofType('telegram')])(
		'is text in the message of %s',
		(_name, { parameters }) => {
			const text = render(parameters.text ?? parameters.message);
			expect(text).not.toMatch(/[<>]/);
			// Where nothing of the item is told, nothing has to be escaped.
			if (text.includes('channel')) expect(text).toContain(ESCAPED);
		},
	);

	it('finds messages to look at', () => {
		expect(ofType('slack').length).toBeGreaterThan(5);
		expect(ofType('telegram').length).toBeGreaterThan(2);
	});

	it.each(ofType('microsoftTeams'))('is text in Teams: %s', (_name, { parameters }) => {
		expect(parameters.options).not.toHaveProperty('makeReply');
		expect(parameters.contentType ?? 'text').toBe('text');
	});

	it('is text in every mail but the report', () => {
		const html = ofType('gmail').filter(([, { parameters }]) => parameters.emailType !== 'text');
		expect(html.map(([name]) => name)).toEqual([
			'nightly-discrepancy-report.json: Send the report',
		]);
		for (const [, { parameters }] of ofType('emailSend'))
			expect(parameters.emailFormat).toBe('text');
	});

	it('is text in the nightly report', () => {
		const [, { parameters }] = nodes.find(([name]) => name.endsWith(': Lay side by side'))!;
		const row = (channelName: string, outcome: string) => ({
			json: { sku: HOSTILE, channelName, outcome, message: HOSTILE, nextStep: HOSTILE },
		});
		const rows = [
			row('<b>Shop</b>', 'alreadyOnSale'),
			row('Other', 'alreadyOffSale'),
			row(HOSTILE, 'failed'),
			row('<i>', '<u>'),
		];
		const settings = () => ({ first: () => ({ json: { tellNotListed: true } }) });
		const [{ json }] = new Function('$', '$input', String(parameters.jsCode))(settings, {
			all: () => rows,
		}) as [{ json: { html: string } }];
		expect(json.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;');
		expect(
			json.html.match(/<[^>]*>/g)!.filter((tag) => !/^<\/?(p|table|tr|th|td)\b[^<]*>$/.test(tag)),
		).toEqual([]);
	});
});
