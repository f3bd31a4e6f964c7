import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { built, runAcrylicDelist } from '../harness.mts';
import { openShop, type TestShop } from '../shop.mts';
import { sender } from '../trigger/anySystem.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

const INK = 'ACR-INK-PAYN-30';
/** What a person takes for the same, or a data base for equal. */
const LIKE = [
	INK.toLowerCase(),
	INK.replace('A', '\u0410'),
	INK.replace('-', '\u2010'),
	INK.replace('A', '\uff21'),
	`${INK}\u200b`,
	INK.replace('I', '\u0130'),
	INK.replace('N', 'N\u0303'),
	INK.slice(0, -1),
	`${INK}0`,
];

let shop: TestShop;
beforeEach(async () => void (shop = await openShop({ speed: 2_000 })));
afterEach(async () => await shop.close());

describe.each(platforms.map(({ id }) => id))('%s', (id) => {
	it('takes no look-alike for the SKU itself', async () => {
		const { service } = platforms.find((one) => one.id === id)!;
		const { done, attention } = await runAcrylicDelist({
			parameters: {
				channels: [id],
				sku: '={{ $json.sku }}',
				options: { safetyLimit: 0, confirmFor: 10_000 },
			},
			items: LIKE.map((sku) => ({ sku })),
			credentials: service ? { [service.credential]: shop.credentials[service.credential]! } : {},
		});
		expect(done.map(({ sku, outcome }) => [sku, outcome])).toEqual([]);
		expect(attention).toHaveLength(LIKE.length);
		expect(new Set(attention.map(({ changed }) => changed))).toEqual(new Set([false]));
	}, 60_000);
});

describe('a trigger', () => {
	it('keeps them apart, and cuts off the blanks around them', async () => {
		const given = [INK, ...LIKE];
		const items = await sender().items(given.map((sku) => ({ sku: ` ${sku}\ufeff`, quantity: 0 })));
		expect(items.map(({ sku }) => sku)).toEqual(given);
	});
});
