// SKUs of any kind in the shops of all platforms: found where they are, taken off sale and put back, and nothing else is touched.
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { afterAll, describe, expect, it } from 'vitest';

import type { Row } from '../../nodes/AcrylicDelist/run/report';
import type { Product } from '../../sandbox/fake.mts';
import { makers } from '../../sandbox/index.mts';
import { createSandbox } from '../../sandbox/sandbox.mts';
import { cases } from '../conformance/cases.mts';
import { liveBy } from '../productClock.mts';
import { VirtualClock } from '../simulation/clock.mts';
import { N8nAccounts, runNode, type N8n } from '../simulation/n8n.mts';
import { loadProduct } from '../simulation/product.mts';
import { fc, runs } from './settings.mts';
import { anyText, plainSku } from './texts.mts';

const product = loadProduct();
const restores: Array<() => void> = [];
afterAll(() => {
	for (const restore of restores.reverse()) restore();
});

const slugs = [...createSandbox().fakes.keys()];
const makerOf = new Map(slugs.map((slug, i) => [slug, makers[i]!] as const));

/** Each shop has days of its own: logins that the product remembers end before the next one opens. */
const LIFE_MS = 30 * 86_400_000;
let opened = 0;

function open(slug: string, skus: readonly string[]) {
	const clock = new VirtualClock(Date.UTC(2026, 10, 25) + opened++ * LIFE_MS);
	restores.push(liveBy(product.clock, clock));
	const catalogue: Product[] = skus.map((sku, i) => ({
		title: `Acrylic ${i}`,
		variants: [{ sku, title: '', quantity: 5, price: '9.90' }],
	}));
	const sandbox = createSandbox({
		clock,
		catalogue,
		makers: [makerOf.get(slug)!],
		deliver: async () => await Promise.resolve(200),
	});
	const fake = sandbox.fakes.get(slug)!;
	const platform = product.platform(slug);
	const { account, signedIn } = fake;
	const stored = { ...account, ...(signedIn && { oauthTokenData: { ...signedIn } }) };
	const n8n: N8n = {
		product,
		accounts: new N8nAccounts({ [platform.service!.credential]: stored }),
		clock,
		send: async (to, request) => await sandbox.handle(to, request),
		isStopped: false,
	};
	const run = async (operation: string, items: IDataObject[]): Promise<Row[]> => {
		const parameters = {
			operation,
			channels: [slug],
			options: { safetyLimit: 0 },
			[product.optionsName(platform)]: { ...cases[slug]!.options },
		} as unknown as INodeParameters;
		const outputs = await clock.run(runNode(n8n, { executionId: '1', parameters, items }));
		const place = (at: unknown): number => (at as { item: number }).item;
		return outputs
			.flat()
			.toSorted((a, b) => place(a.pairedItem) - place(b.pairedItem))
			.map(({ json }) => json as unknown as Row);
	};
	return { run, shelf: () => fake.shelf() };
}

/** What no item of the platform can be called, by its own rules. */
const IMPOSSIBLE: Readonly<Record<string, RegExp>> = {
	// WordPress cleans such texts away and folds blanks, wherever they come from.
	woocommerce: /<|%[0-9a-f]{2}|^[\s,]*0?[\s,]*$|\s\s|[^\S ]/i,
	// Blanks are folded.
	'google-merchant': /\s\s|[^\S ]/,
};

/** A SKU that a shop can hold: seen by people, short, without blanks around it. */
const printable = (text: string): string =>
	text
		.toWellFormed()
		.replace(/\p{Cc}/gu, '')
		.slice(0, 30)
		.toWellFormed()
		.trim();

/** Two of them that a database may take for the same are not in one shop. */
const likeDatabases = (sku: string): string =>
	sku
		.normalize('NFKD')
		.replace(/[\p{M}\p{Cf}\s]/gu, '')
		.toLowerCase();

describe.each(slugs)('%s', (slug) => {
	const sku = fc
		.oneof(anyText.map(printable), plainSku)
		.filter((text) => likeDatabases(text) !== '' && !IMPOSSIBLE[slug]?.test(text));
	const shop = fc.uniqueArray(sku, { minLength: 2, maxLength: 6, selector: likeDatabases });
	const strange = fc.array(fc.oneof(anyText, sku), { maxLength: 3 });

	it('takes off sale and puts back what was named, and nothing else', async () => {
		await fc.assert(
			fc.asyncProperty(shop, strange, fc.nat(), async (there, others, n) => {
				const { run, shelf } = open(slug, there);
				const before = shelf();
				const known = new Set(there.map(likeDatabases));
				const absent = others.filter(
					(text) => text.trim() !== '' && !known.has(likeDatabases(text)),
				);
				const wanted = [...there.slice(1 + (n % (there.length - 1))), ...absent];
				const rows = await run(
					'takeOffSale',
					wanted.map((one) => ({ sku: one })),
				);
				expect(rows.map((row) => row.sku)).toEqual(wanted.map((one) => one.trim()));
				for (const row of rows)
					expect([row.sku, row.outcome]).toEqual([
						row.sku,
						there.includes(row.sku) ? 'offSale' : 'notFound',
					]);
				const after = shelf();
				after.forEach((item, i) => {
					if (wanted.includes(item.sku)) expect(item.state).not.toBe('onSale');
					else expect(item).toEqual(before[i]);
				});
				const back = await run(
					'putBackOnSale',
					rows
						.filter(({ restore }) => restore !== '')
						.map(({ sku: name, restore }) => ({ sku: name, restore })),
				);
				expect(back.map(({ outcome }) => outcome)).toEqual(back.map(() => 'backOnSale'));
				expect(shelf()).toEqual(before);
			}),
			runs(12),
		);
	});
});
