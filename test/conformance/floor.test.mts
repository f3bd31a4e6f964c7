// Requests for 1,000 SKUs against the fewest the platforms document.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { manyProducts } from '../../sandbox/catalogue.mts';
import type { Platform } from '../../platforms/platform';
import { built, runAcrylicDelist } from '../harness.mts';
import { openShop } from '../shop.mts';
import { cases } from './cases.mts';

const FLOOR = '../shared/platforms/floor.json';
const COUNT = 1_000;

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };

const { optionsName } = built('./nodes/AcrylicDelist/run/gather.js') as {
	optionsName(platform: Platform): string;
};

interface Floor {
	floor1000: { resolve: number; write: number; hide: number; readBack: number };
}

const known = existsSync(FLOOR);
if (!known) console.warn(`SKIPPED "requests for 1,000 SKUs": no ${FLOOR}`);

describe.skipIf(!known)('requests for 1,000 SKUs', () => {
	const floors = known ? (JSON.parse(readFileSync(FLOOR, 'utf8')) as Record<string, Floor>) : {};

	test.each(Object.keys(cases))(
		'%s stays at the documented minimum',
		async (id) => {
			// The read lag is shortened: how long a platform takes to show a change is not a question of requests.
			const shop = await openShop({
				catalogue: manyProducts(COUNT),
				speed: 200,
				delayFactor: 0.01,
			});
			try {
				const items = Array.from({ length: COUNT }, (_, i) => ({
					sku: `BENCH-${String(i + 1).padStart(5, '0')}`,
				}));
				const { done, attention } = await runAcrylicDelist({
					parameters: {
						operation: 'takeOffSale',
						channels: [id],
						sku: '={{ $json.sku }}',
						options: { safetyLimit: 0 },
						...(cases[id].options && {
							[optionsName(platforms.find((one) => one.id === id) as Platform)]: cases[id].options,
						}),
					},
					items,
					credentials: shop.credentials,
				});
				expect(attention).toEqual([]);
				expect(
					done.every(({ outcome, confirmed }) => outcome === 'offSale' && confirmed === true),
				).toBe(true);
				const { resolve, write, hide, readBack } = floors[id].floor1000;
				const byHiding = platforms.find((one) => one.id === id)?.stops[0].id === 'zero' ? 0 : hide;
				// `guardReads`: what floor.json leaves out although the safe default needs it.
				const floor = resolve + write + byHiding + readBack + (cases[id].guardReads ?? 0);
				expect(shop.sandbox.requests(id)).toBeLessThanOrEqual(floor);
				expect(done[0].requests).toBe(shop.sandbox.requests(id));
			} finally {
				await shop.close();
			}
		},
		60_000,
	);
});
