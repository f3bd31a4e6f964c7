// One run of Acrylic Delist against one fake, counted.
import type { Platform } from '../platforms/platform';
import { manyProducts } from '../sandbox/catalogue.mts';
import type { Clock } from '../sandbox/fake.mts';
import { cases } from '../test/conformance/cases.mts';
import { built, runAcrylicDelist, type RunResult } from '../test/harness.mts';
import { openShop } from '../test/shop.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const { optionsName } = built('./nodes/AcrylicDelist/run/gather.js') as {
	optionsName(platform: Platform): string;
};

export const platformOf = (id: string): Platform => {
	const found = platforms.find((one) => one.id === id);
	if (!found) throw new Error(`There is no platform "${id}".`);
	return found;
};

export const hidesByDefault = (id: string): boolean => platformOf(id).stops[0].id !== 'zero';

export interface TakenOff extends Pick<RunResult, 'done' | 'attention'> {
	/** What the platform got, without logins. */
	requests: number;
}

/** Takes `count` simple SKUs off sale, by the channel's default, and reads each back. */
export async function takeOffSale(
	id: string,
	count: number,
	clock: Clock,
	delayFactor: number,
): Promise<TakenOff> {
	const shop = await openShop({ catalogue: manyProducts(count), clock, delayFactor });
	try {
		const { options } = cases[id];
		const { done, attention } = await runAcrylicDelist({
			parameters: {
				operation: 'takeOffSale',
				channels: [id],
				sku: '={{ $json.sku }}',
				options: { safetyLimit: 0 },
				...(options && { [optionsName(platformOf(id))]: options }),
			},
			items: Array.from({ length: count }, (_, i) => ({
				sku: `BENCH-${String(i + 1).padStart(5, '0')}`,
			})),
			credentials: shop.credentials,
		});
		return { done, attention, requests: shop.sandbox.requests(id) };
	} finally {
		await shop.close();
	}
}
